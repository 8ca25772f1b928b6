-- page
WITH grouped (aggregate_1) AS (
SELECT evsrv_mean(sum(CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER) >> 32), sum(CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER) & 4294967295), sum(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END - CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER)), count(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END))
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
--   {}
