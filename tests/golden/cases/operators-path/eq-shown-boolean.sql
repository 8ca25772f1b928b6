-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(e.properties, '$.ok') = ? OR json_type(e.properties, '$.ok') IN ('integer', 'real', 'true', 'false') AND nullif(e.properties -> '$.ok', 'null') = ?))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "true"
--   "true"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(e.properties, '$.ok') = ? OR json_type(e.properties, '$.ok') IN ('integer', 'real', 'true', 'false') AND nullif(e.properties -> '$.ok', 'null') = ?));
-- total parameters
--   "acme"
--   "site"
--   "true"
--   "true"

-- answer: 2 in all
--   {"id":"e1"}
--   {"id":"e2"}
