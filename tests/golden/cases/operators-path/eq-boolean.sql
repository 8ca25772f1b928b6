-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((CASE json_type(e.properties, '$.ok') WHEN 'true' THEN 1 WHEN 'false' THEN 0 END = 1))
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
WHERE e.organization_id = ? AND e.project_id = ? AND ((CASE json_type(e.properties, '$.ok') WHEN 'true' THEN 1 WHEN 'false' THEN 0 END = 1));
-- total parameters
--   "acme"
--   "site"

-- answer: 1 in all
--   {"id":"e1"}
