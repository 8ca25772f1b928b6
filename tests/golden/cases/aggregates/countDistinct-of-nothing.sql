-- page
WITH grouped (aggregate_1) AS (
SELECT count(DISTINCT CASE json_type(e.properties, '$.n') WHEN 'text' THEN json_extract(e.properties, '$.n') ELSE nullif(e.properties -> '$.n', 'null') END)
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
--   {"countDistinct_properties.n":0}
