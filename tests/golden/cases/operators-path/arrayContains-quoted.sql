-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$."a.b"') = 'array' AND EXISTS (SELECT 1 FROM json_each(e.properties, '$."a.b"') AS member WHERE member.type = 'text' AND member.value = ?)))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "sku"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$."a.b"') = 'array' AND EXISTS (SELECT 1 FROM json_each(e.properties, '$."a.b"') AS member WHERE member.type = 'text' AND member.value = ?)));
-- total parameters
--   "acme"
--   "site"
--   "sku"

-- answer: 1 in all
--   {"id":"e7"}
