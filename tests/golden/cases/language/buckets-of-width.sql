-- page
WITH grouped (key_1, aggregate_1) AS (
SELECT (nullif(nullif((CASE WHEN abs(((CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS REAL) - ?) / ?)) < 4503599627370496.0 THEN CAST(((CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS REAL) - ?) / ?) AS INTEGER) - (CAST(((CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS REAL) - ?) / ?) AS INTEGER) > ((CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS REAL) - ?) / ?)) ELSE ((CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS REAL) - ?) / ?) END) * ? + ?, 9e999), -9e999)), count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT key_1, aggregate_1, (SELECT count(*)
FROM grouped
ORDER BY key_1)
FROM grouped
ORDER BY key_1 NULLS LAST
LIMIT ? OFFSET ?;
-- page parameters
--   1.0
--   2.0
--   1.0
--   2.0
--   1.0
--   2.0
--   1.0
--   2.0
--   1.0
--   2.0
--   2.0
--   1.0
--   "acme"
--   "site"
--   1000
--   0

-- total
WITH grouped (key_1, aggregate_1) AS (
SELECT (nullif(nullif((CASE WHEN abs(((CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS REAL) - ?) / ?)) < 4503599627370496.0 THEN CAST(((CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS REAL) - ?) / ?) AS INTEGER) - (CAST(((CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS REAL) - ?) / ?) AS INTEGER) > ((CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS REAL) - ?) / ?)) ELSE ((CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS REAL) - ?) / ?) END) * ? + ?, 9e999), -9e999)), count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   1.0
--   2.0
--   1.0
--   2.0
--   1.0
--   2.0
--   1.0
--   2.0
--   1.0
--   2.0
--   2.0
--   1.0
--   "acme"
--   "site"

-- answer: 3 in all
--   {"properties.n_bucket":-3.0,"count":1}
--   {"properties.n_bucket":11.0,"count":3}
--   {"count":3}
