-- page
WITH grouped_inputs (key_1, input_1, input_2) AS NOT MATERIALIZED (
SELECT e.type, CASE WHEN ((e.search_query IS NOT NULL)) THEN 1 END, CASE WHEN ((e.type = ?)) THEN CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END END
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
LIMIT -1
), grouped (key_1, aggregate_1, aggregate_2) AS (
SELECT key_1, count(grouped_inputs.input_1), evsrv_mean(sum(CAST(grouped_inputs.input_2 AS INTEGER) >> 32), sum(CAST(grouped_inputs.input_2 AS INTEGER) & 4294967295), sum(grouped_inputs.input_2 - CAST(grouped_inputs.input_2 AS INTEGER)), count(grouped_inputs.input_2))
FROM grouped_inputs
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
--   "acme"
--   "site"
--   1000
--   0

-- total
WITH grouped_inputs (key_1, input_1, input_2) AS NOT MATERIALIZED (
SELECT e.type, CASE WHEN ((e.search_query IS NOT NULL)) THEN 1 END, CASE WHEN ((e.type = ?)) THEN CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END END
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
LIMIT -1
), grouped (key_1, aggregate_1, aggregate_2) AS (
SELECT key_1, count(grouped_inputs.input_1), evsrv_mean(sum(CAST(grouped_inputs.input_2 AS INTEGER) >> 32), sum(CAST(grouped_inputs.input_2 AS INTEGER) & 4294967295), sum(grouped_inputs.input_2 - CAST(grouped_inputs.input_2 AS INTEGER)), count(grouped_inputs.input_2))
FROM grouped_inputs
GROUP BY 1
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "x"
--   "acme"
--   "site"

-- answer: 5 in all
--   {"type":"Opened","searches":0}
--   {"type":"answer_copied","searches":0}
--   {"type":"opened","searches":0}
--   {"type":"rated","searches":0}
--   {"type":"searched","searches":2}
