-- page
WITH grouped (key_1, aggregate_1, aggregate_2) AS (
SELECT e.type, count(CASE WHEN ((e.search_query IS NOT NULL)) THEN 1 END), evsrv_mean(sum(CAST(CASE WHEN ((e.type = ?)) THEN CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END END AS INTEGER) >> 32), sum(CAST(CASE WHEN ((e.type = ?)) THEN CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END END AS INTEGER) & 4294967295), sum(CASE WHEN ((e.type = ?)) THEN CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END END - CAST(CASE WHEN ((e.type = ?)) THEN CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END END AS INTEGER)), count(CASE WHEN ((e.type = ?)) THEN CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END END))
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT key_1, aggregate_1, aggregate_2, (SELECT count(*)
FROM grouped
ORDER BY key_1)
FROM grouped
ORDER BY key_1
LIMIT ? OFFSET ?;
-- page parameters
--   "x"
--   "x"
--   "x"
--   "x"
--   "x"
--   "acme"
--   "site"
--   1000
--   0

-- total
WITH grouped (key_1, aggregate_1, aggregate_2) AS (
SELECT e.type, count(CASE WHEN ((e.search_query IS NOT NULL)) THEN 1 END), evsrv_mean(sum(CAST(CASE WHEN ((e.type = ?)) THEN CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END END AS INTEGER) >> 32), sum(CAST(CASE WHEN ((e.type = ?)) THEN CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END END AS INTEGER) & 4294967295), sum(CASE WHEN ((e.type = ?)) THEN CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END END - CAST(CASE WHEN ((e.type = ?)) THEN CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END END AS INTEGER)), count(CASE WHEN ((e.type = ?)) THEN CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END END))
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "x"
--   "x"
--   "x"
--   "x"
--   "x"
--   "acme"
--   "site"

-- answer: 5 in all
--   {"type":"Opened","searches":0}
--   {"type":"answer_copied","searches":0}
--   {"type":"opened","searches":0}
--   {"type":"rated","searches":0}
--   {"type":"searched","searches":2}
