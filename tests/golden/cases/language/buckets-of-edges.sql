-- page
WITH grouped (key_1, aggregate_1) AS (
SELECT (CASE WHEN CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END >= ? THEN ? WHEN CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END >= ? THEN ? WHEN CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END >= ? THEN ? END), count(*)
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
--   10
--   10
--   1.5
--   1.5
--   0
--   0
--   "acme"
--   "site"
--   1000
--   0

-- total
WITH grouped (key_1, aggregate_1) AS (
SELECT (CASE WHEN CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END >= ? THEN ? WHEN CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END >= ? THEN ? WHEN CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END >= ? THEN ? END), count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   10
--   10
--   1.5
--   1.5
--   0
--   0
--   "acme"
--   "site"

-- answer: 2 in all
--   {"size":10,"count":3}
--   {"count":4}
