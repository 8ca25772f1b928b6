-- page
WITH grouped (aggregate_1, aggregate_2) AS (
SELECT count(*), count(DISTINCT CASE json_type(e.user_properties, '$.userId') WHEN 'text' THEN json_extract(e.user_properties, '$.userId') ELSE nullif(e.user_properties -> '$.userId', 'null') END)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
)
SELECT aggregate_1, aggregate_2
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
--   {"count":7,"countDistinct_userProperties.userId":3}
