-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(e.properties, '$.n') IS NOT NULL AND (json_type(e.properties, '$.n') = 'text' AND json_extract(e.properties, '$.n') IN (SELECT value FROM json_each(?)) OR json_type(e.properties, '$.n') IN ('integer', 'real', 'true', 'false') AND nullif(e.properties -> '$.n', 'null') IN (SELECT value FROM json_each(?)) OR json_type(e.properties, '$.n') IN ('integer', 'real') AND json_extract(e.properties, '$.n') IN (SELECT value FROM json_each(?)) OR EXISTS (SELECT 1 FROM json_each(?) AS wanted WHERE evsrv_json_equal(nullif(e.properties -> '$.n', 'null'), wanted.value)) OR json_extract(e.properties, '$.n') IS NULL) IS NOT TRUE))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[\"12\",\"x\"]"
--   "[\"12\",\"true\"]"
--   "[12,12.5]"
--   "[[1],{\"a\":1}]"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(e.properties, '$.n') IS NOT NULL AND (json_type(e.properties, '$.n') = 'text' AND json_extract(e.properties, '$.n') IN (SELECT value FROM json_each(?)) OR json_type(e.properties, '$.n') IN ('integer', 'real', 'true', 'false') AND nullif(e.properties -> '$.n', 'null') IN (SELECT value FROM json_each(?)) OR json_type(e.properties, '$.n') IN ('integer', 'real') AND json_extract(e.properties, '$.n') IN (SELECT value FROM json_each(?)) OR EXISTS (SELECT 1 FROM json_each(?) AS wanted WHERE evsrv_json_equal(nullif(e.properties -> '$.n', 'null'), wanted.value)) OR json_extract(e.properties, '$.n') IS NULL) IS NOT TRUE));
-- total parameters
--   "acme"
--   "site"
--   "[\"12\",\"x\"]"
--   "[\"12\",\"true\"]"
--   "[12,12.5]"
--   "[[1],{\"a\":1}]"

-- answer: 1 in all
--   {"id":"e7"}
