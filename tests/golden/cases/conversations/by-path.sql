-- page
WITH matching AS NOT MATERIALIZED (
SELECT * FROM conversations AS e
WHERE e.organization_id = ? AND e.project_id = ?
), reals_1 (text) AS (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END FROM matching AS e WHERE json_type(e.properties, '$.plan') = 'real'
), grouped_inputs (key_1, input_1) AS NOT MATERIALIZED (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END, e.user_message_count
FROM matching AS e
LIMIT -1
), grouped (key_1, aggregate_1) AS (
SELECT key_1, (sum(CAST(grouped_inputs.input_1 AS INTEGER) >> 32) + (sum(CAST(grouped_inputs.input_1 AS INTEGER) & 4294967295) >> 32)) * 4294967296 + (sum(CAST(grouped_inputs.input_1 AS INTEGER) & 4294967295) & 4294967295) + sum(grouped_inputs.input_1 - CAST(grouped_inputs.input_1 AS INTEGER))
FROM grouped_inputs
GROUP BY 1
)
SELECT key_1, aggregate_1, (SELECT count(*)
FROM grouped
ORDER BY key_1)
FROM grouped
ORDER BY CASE WHEN key_1 < ':' THEN coalesce(evsrv_number(key_1), CASE WHEN key_1 GLOB '*[0-9]e[-+0-9]*' AND key_1 IN (SELECT text FROM reals_1) THEN json_extract(key_1, '$') END) END NULLS LAST, key_1 NULLS LAST
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
WITH matching AS NOT MATERIALIZED (
SELECT * FROM conversations AS e
WHERE e.organization_id = ? AND e.project_id = ?
), reals_1 (text) AS (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END FROM matching AS e WHERE json_type(e.properties, '$.plan') = 'real'
), grouped_inputs (key_1, input_1) AS NOT MATERIALIZED (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END, e.user_message_count
FROM matching AS e
LIMIT -1
), grouped (key_1, aggregate_1) AS (
SELECT key_1, (sum(CAST(grouped_inputs.input_1 AS INTEGER) >> 32) + (sum(CAST(grouped_inputs.input_1 AS INTEGER) & 4294967295) >> 32)) * 4294967296 + (sum(CAST(grouped_inputs.input_1 AS INTEGER) & 4294967295) & 4294967295) + sum(grouped_inputs.input_1 - CAST(grouped_inputs.input_1 AS INTEGER))
FROM grouped_inputs
GROUP BY 1
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"

-- answer: 3 in all
--   {"properties.plan":"free","sum_userMessageCount":9}
--   {"properties.plan":"pro","sum_userMessageCount":2}
--   {"properties.plan":null,"sum_userMessageCount":12}
