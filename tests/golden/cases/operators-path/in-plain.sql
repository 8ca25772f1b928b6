-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$.n') = 'text' AND json_extract(e.properties, '$.n') IN (SELECT value FROM json_each(?)) OR json_type(e.properties, '$.n') IN ('integer', 'real') AND json_extract(e.properties, '$.n') IN (SELECT value FROM json_each(?))))
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
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$.n') = 'text' AND json_extract(e.properties, '$.n') IN (SELECT value FROM json_each(?)) OR json_type(e.properties, '$.n') IN ('integer', 'real') AND json_extract(e.properties, '$.n') IN (SELECT value FROM json_each(?))));
-- total parameters
--   "acme"
--   "site"
--   "[\"x\"]"
--   "[12]"

-- answer: 1 in all
--   {"id":"e1"}
