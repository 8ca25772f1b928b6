-- page
WITH grouped (aggregate_1) AS (
SELECT count(json_extract(e.properties, '$.n'))
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND (0)
)
SELECT aggregate_1
FROM grouped
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT 1;
-- total parameters

-- answer: 1 in all
--   {"count_properties.n":0}
