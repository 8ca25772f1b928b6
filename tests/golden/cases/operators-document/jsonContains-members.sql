-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$.plan') = 'text' AND json_extract(e.properties, '$.plan') = ? AND json_type(e.properties, '$.n') IN ('integer', 'real') AND json_extract(e.properties, '$.n') = ? AND CASE json_type(e.properties, '$.ok') WHEN 'true' THEN 1 WHEN 'false' THEN 0 END = 1))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "pro"
--   12
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$.plan') = 'text' AND json_extract(e.properties, '$.plan') = ? AND json_type(e.properties, '$.n') IN ('integer', 'real') AND json_extract(e.properties, '$.n') = ? AND CASE json_type(e.properties, '$.ok') WHEN 'true' THEN 1 WHEN 'false' THEN 0 END = 1));
-- total parameters
--   "acme"
--   "site"
--   "pro"
--   12

-- answer: 1 in all
--   {"id":"e1"}
