-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(e.properties, '$.n') IS NOT NULL AND (json_type(e.properties, '$.n') = 'text' AND json_extract(e.properties, '$.n') IN (SELECT value FROM json_each(?)) OR json_type(e.properties, '$.n') IN ('integer', 'real') AND json_extract(e.properties, '$.n') IN (SELECT value FROM json_each(?))) IS NOT TRUE))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[\"x\"]"
--   "[12]"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(e.properties, '$.n') IS NOT NULL AND (json_type(e.properties, '$.n') = 'text' AND json_extract(e.properties, '$.n') IN (SELECT value FROM json_each(?)) OR json_type(e.properties, '$.n') IN ('integer', 'real') AND json_extract(e.properties, '$.n') IN (SELECT value FROM json_each(?))) IS NOT TRUE));
-- total parameters
--   "acme"
--   "site"
--   "[\"x\"]"
--   "[12]"

-- answer: 4 in all
--   {"id":"e7"}
--   {"id":"e2"}
--   {"id":"e3"}
--   {"id":"e6"}
