-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(e.properties, '$.ok') IS NOT NULL AND (CASE json_type(e.properties, '$.ok') WHEN 'true' THEN 1 WHEN 'false' THEN 0 END = 1) IS NOT TRUE))
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
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(e.properties, '$.ok') IS NOT NULL AND (CASE json_type(e.properties, '$.ok') WHEN 'true' THEN 1 WHEN 'false' THEN 0 END = 1) IS NOT TRUE));
-- total parameters
--   "acme"
--   "site"

-- answer: 4 in all
--   {"id":"e7"}
--   {"id":"e2"}
--   {"id":"e3"}
--   {"id":"e6"}
