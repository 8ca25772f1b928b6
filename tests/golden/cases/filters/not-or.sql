-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(e.properties, '$.plan') = ?) IS NOT TRUE AND (json_type(e.properties, '$.n') IN ('integer', 'real') AND json_extract(e.properties, '$.n') > ?) IS NOT TRUE)
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "pro"
--   0
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(e.properties, '$.plan') = ?) IS NOT TRUE AND (json_type(e.properties, '$.n') IN ('integer', 'real') AND json_extract(e.properties, '$.n') > ?) IS NOT TRUE);
-- total parameters
--   "acme"
--   "site"
--   "pro"
--   0

-- answer: 4 in all
--   {"id":"e2"}
--   {"id":"e4"}
--   {"id":"e6"}
--   {"id":"e5"}
