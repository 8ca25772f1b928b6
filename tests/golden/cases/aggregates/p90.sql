-- page
WITH grouped (aggregate_1, aggregate_2, aggregate_3, aggregate_4, aggregate_5, aggregate_6) AS (
SELECT percentile_of(percentiles(inputs.input_1), ?), percentile_of(percentiles(inputs.input_2), ?), percentile_of(percentiles(inputs.input_3), ?), percentile_of(percentiles(inputs.input_4), ?), percentile_of(percentiles(inputs.input_5), ?), percentile_of(percentiles(inputs.input_6), ?)
FROM (
SELECT evsrv_number(e.message_id) AS input_1, e.created_at AS input_2, CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS input_3, CASE json_type(e.properties, '$."a.b"') WHEN 'integer' THEN json_extract(e.properties, '$."a.b"') WHEN 'real' THEN json_extract(e.properties, '$."a.b"') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$."a.b"')) END AS input_4, CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'integer' THEN json_extract(evsrv_json_at(e.properties, ?), '$') WHEN 'real' THEN json_extract(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN evsrv_number(json_extract(evsrv_json_at(e.properties, ?), '$')) END AS input_5, NULL AS input_6
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
LIMIT -1
) AS inputs
)
SELECT aggregate_1, aggregate_2, aggregate_3, aggregate_4, aggregate_5, aggregate_6
FROM grouped
LIMIT ? OFFSET ?;
-- page parameters
--   2
--   2
--   2
--   2
--   2
--   2
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
--   {"p90_messageId":11.4,"p90_createdAt":1772446500000,"p90_properties.n":12.35,"p90_properties.a.b":12,"p90_properties.q\"t":12}
