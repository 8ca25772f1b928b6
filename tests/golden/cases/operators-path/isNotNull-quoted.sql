-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(e.properties, '$."a.b"') IS NOT NULL))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(e.properties, '$."a.b"') IS NOT NULL));
-- total parameters
--   "acme"
--   "site"

-- answer: 4 in all
--   {"id":"e1"}
--   {"id":"e7"}
--   {"id":"e2"}
--   {"id":"e6"}
