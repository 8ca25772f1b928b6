-- page
WITH grouped_inputs (input_1, input_2, input_3, input_4, input_5, input_6) AS NOT MATERIALIZED (
SELECT evsrv_number(e.message_id), e.created_at, CASE typeof(e.promoted_1) WHEN 'real' THEN e.promoted_1 WHEN 'integer' THEN iif(e.promoted_1_json IS NULL, e.promoted_1, NULL) WHEN 'text' THEN iif(e.promoted_1_json IS NULL, evsrv_number(e.promoted_1), NULL) END, CASE typeof(e.promoted_7) WHEN 'real' THEN e.promoted_7 WHEN 'integer' THEN iif(e.promoted_7_json IS NULL, e.promoted_7, NULL) WHEN 'text' THEN iif(e.promoted_7_json IS NULL, evsrv_number(e.promoted_7), NULL) END, CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'integer' THEN json_extract(evsrv_json_at(e.properties, ?), '$') WHEN 'real' THEN json_extract(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN evsrv_number(json_extract(evsrv_json_at(e.properties, ?), '$')) END, NULL
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
LIMIT -1
), grouped (aggregate_1, aggregate_2, aggregate_3, aggregate_4, aggregate_5, aggregate_6) AS (
SELECT (sum(CAST(grouped_inputs.input_1 AS INTEGER) >> 32) + (sum(CAST(grouped_inputs.input_1 AS INTEGER) & 4294967295) >> 32)) * 4294967296 + (sum(CAST(grouped_inputs.input_1 AS INTEGER) & 4294967295) & 4294967295) + sum(grouped_inputs.input_1 - CAST(grouped_inputs.input_1 AS INTEGER)), (sum(grouped_inputs.input_2 >> 32) + (sum(grouped_inputs.input_2 & 4294967295) >> 32)) * 4294967296 + (sum(grouped_inputs.input_2 & 4294967295) & 4294967295) + 0, (sum(CAST(grouped_inputs.input_3 AS INTEGER) >> 32) + (sum(CAST(grouped_inputs.input_3 AS INTEGER) & 4294967295) >> 32)) * 4294967296 + (sum(CAST(grouped_inputs.input_3 AS INTEGER) & 4294967295) & 4294967295) + sum(grouped_inputs.input_3 - CAST(grouped_inputs.input_3 AS INTEGER)), (sum(CAST(grouped_inputs.input_4 AS INTEGER) >> 32) + (sum(CAST(grouped_inputs.input_4 AS INTEGER) & 4294967295) >> 32)) * 4294967296 + (sum(CAST(grouped_inputs.input_4 AS INTEGER) & 4294967295) & 4294967295) + sum(grouped_inputs.input_4 - CAST(grouped_inputs.input_4 AS INTEGER)), (sum(CAST(grouped_inputs.input_5 AS INTEGER) >> 32) + (sum(CAST(grouped_inputs.input_5 AS INTEGER) & 4294967295) >> 32)) * 4294967296 + (sum(CAST(grouped_inputs.input_5 AS INTEGER) & 4294967295) & 4294967295) + sum(grouped_inputs.input_5 - CAST(grouped_inputs.input_5 AS INTEGER)), (sum(CAST(grouped_inputs.input_6 AS INTEGER) >> 32) + (sum(CAST(grouped_inputs.input_6 AS INTEGER) & 4294967295) >> 32)) * 4294967296 + (sum(CAST(grouped_inputs.input_6 AS INTEGER) & 4294967295) & 4294967295) + sum(grouped_inputs.input_6 - CAST(grouped_inputs.input_6 AS INTEGER))
FROM grouped_inputs
)
SELECT aggregate_1, aggregate_2, aggregate_3, aggregate_4, aggregate_5, aggregate_6
FROM grouped
LIMIT ? OFFSET ?;
-- page parameters
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT 1;
-- total parameters

-- answer: 1 in all
--   {"sum_messageId":17.5,"sum_createdAt":10565972998499,"sum_properties.n":33.5,"sum_properties.a.b":24,"sum_properties.q\"t":24}
