-- page
WITH grouped (aggregate_1) AS (
SELECT percentile_of(percentiles(inputs.input_1), ?)
FROM (
SELECT CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS input_1
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND (0)
LIMIT -1
) AS inputs
)
SELECT aggregate_1
FROM grouped
LIMIT ? OFFSET ?;
-- page parameters
--   2
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT 1;
-- total parameters

-- answer: 1 in all
--   {}
