-- page
WITH grouped_inputs (key_1, input_1) AS NOT MATERIALIZED (
SELECT e.type, CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
LIMIT -1
), grouped (key_1, aggregate_1, aggregate_2) AS (
SELECT key_1, count(*), (sum(CAST(grouped_inputs.input_1 AS INTEGER) >> 32) + (sum(CAST(grouped_inputs.input_1 AS INTEGER) & 4294967295) >> 32)) * 4294967296 + (sum(CAST(grouped_inputs.input_1 AS INTEGER) & 4294967295) & 4294967295) + sum(grouped_inputs.input_1 - CAST(grouped_inputs.input_1 AS INTEGER))
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
--   "acme"
--   "site"
--   1000
--   0

-- total
WITH grouped_inputs (key_1, input_1) AS NOT MATERIALIZED (
SELECT e.type, CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
LIMIT -1
), grouped (key_1, aggregate_1, aggregate_2) AS (
SELECT key_1, count(*), (sum(CAST(grouped_inputs.input_1 AS INTEGER) >> 32) + (sum(CAST(grouped_inputs.input_1 AS INTEGER) & 4294967295) >> 32)) * 4294967296 + (sum(CAST(grouped_inputs.input_1 AS INTEGER) & 4294967295) & 4294967295) + sum(grouped_inputs.input_1 - CAST(grouped_inputs.input_1 AS INTEGER))
FROM grouped_inputs
GROUP BY 1
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"

-- answer: 5 in all
--   {"type":"Opened","count":1}
--   {"type":"answer_copied","count":2,"sum_properties.n":24}
--   {"type":"opened","count":1,"sum_properties.n":12.5}
--   {"type":"rated","count":1,"sum_properties.n":-3}
--   {"type":"searched","count":2}
