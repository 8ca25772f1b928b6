-- page
WITH grouped_inputs (input_1, input_2, input_3, input_4, input_5, input_6) AS NOT MATERIALIZED (
SELECT evsrv_number(e.message_id), e.created_at, CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END, CASE json_type(e.properties, '$."a.b"') WHEN 'integer' THEN json_extract(e.properties, '$."a.b"') WHEN 'real' THEN json_extract(e.properties, '$."a.b"') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$."a.b"')) END, CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'integer' THEN json_extract(evsrv_json_at(e.properties, ?), '$') WHEN 'real' THEN json_extract(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN evsrv_number(json_extract(evsrv_json_at(e.properties, ?), '$')) END, NULL
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
LIMIT -1
), grouped (aggregate_1, aggregate_2, aggregate_3, aggregate_4, aggregate_5, aggregate_6) AS (
SELECT percentile_of(percentiles(grouped_inputs.input_1), ?), percentile_of(percentiles(grouped_inputs.input_2), ?), percentile_of(percentiles(grouped_inputs.input_3), ?), percentile_of(percentiles(grouped_inputs.input_4), ?), percentile_of(percentiles(grouped_inputs.input_5), ?), percentile_of(percentiles(grouped_inputs.input_6), ?)
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
--   1
--   1
--   1
--   1
--   1
--   1
--   1000
--   0

-- total
SELECT 1;
-- total parameters

-- answer: 1 in all
--   {"p75_messageId":10.5,"p75_createdAt":1772428049999.5,"p75_properties.n":12.125,"p75_properties.a.b":12,"p75_properties.q\"t":12}
