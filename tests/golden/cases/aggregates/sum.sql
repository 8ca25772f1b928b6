-- page
WITH grouped (aggregate_1, aggregate_2, aggregate_3, aggregate_4, aggregate_5, aggregate_6) AS (
SELECT (sum(CAST(evsrv_number(e.message_id) AS INTEGER) >> 32) + (sum(CAST(evsrv_number(e.message_id) AS INTEGER) & 4294967295) >> 32)) * 4294967296 + (sum(CAST(evsrv_number(e.message_id) AS INTEGER) & 4294967295) & 4294967295) + sum(evsrv_number(e.message_id) - CAST(evsrv_number(e.message_id) AS INTEGER)), (sum(e.created_at >> 32) + (sum(e.created_at & 4294967295) >> 32)) * 4294967296 + (sum(e.created_at & 4294967295) & 4294967295) + 0, (sum(CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER) >> 32) + (sum(CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER) & 4294967295) >> 32)) * 4294967296 + (sum(CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER) & 4294967295) & 4294967295) + sum(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END - CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER)), (sum(CAST(CASE json_type(e.properties, '$."a.b"') WHEN 'integer' THEN json_extract(e.properties, '$."a.b"') WHEN 'real' THEN json_extract(e.properties, '$."a.b"') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$."a.b"')) END AS INTEGER) >> 32) + (sum(CAST(CASE json_type(e.properties, '$."a.b"') WHEN 'integer' THEN json_extract(e.properties, '$."a.b"') WHEN 'real' THEN json_extract(e.properties, '$."a.b"') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$."a.b"')) END AS INTEGER) & 4294967295) >> 32)) * 4294967296 + (sum(CAST(CASE json_type(e.properties, '$."a.b"') WHEN 'integer' THEN json_extract(e.properties, '$."a.b"') WHEN 'real' THEN json_extract(e.properties, '$."a.b"') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$."a.b"')) END AS INTEGER) & 4294967295) & 4294967295) + sum(CASE json_type(e.properties, '$."a.b"') WHEN 'integer' THEN json_extract(e.properties, '$."a.b"') WHEN 'real' THEN json_extract(e.properties, '$."a.b"') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$."a.b"')) END - CAST(CASE json_type(e.properties, '$."a.b"') WHEN 'integer' THEN json_extract(e.properties, '$."a.b"') WHEN 'real' THEN json_extract(e.properties, '$."a.b"') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$."a.b"')) END AS INTEGER)), (sum(CAST(CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'integer' THEN json_extract(evsrv_json_at(e.properties, ?), '$') WHEN 'real' THEN json_extract(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN evsrv_number(json_extract(evsrv_json_at(e.properties, ?), '$')) END AS INTEGER) >> 32) + (sum(CAST(CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'integer' THEN json_extract(evsrv_json_at(e.properties, ?), '$') WHEN 'real' THEN json_extract(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN evsrv_number(json_extract(evsrv_json_at(e.properties, ?), '$')) END AS INTEGER) & 4294967295) >> 32)) * 4294967296 + (sum(CAST(CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'integer' THEN json_extract(evsrv_json_at(e.properties, ?), '$') WHEN 'real' THEN json_extract(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN evsrv_number(json_extract(evsrv_json_at(e.properties, ?), '$')) END AS INTEGER) & 4294967295) & 4294967295) + sum(CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'integer' THEN json_extract(evsrv_json_at(e.properties, ?), '$') WHEN 'real' THEN json_extract(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN evsrv_number(json_extract(evsrv_json_at(e.properties, ?), '$')) END - CAST(CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'integer' THEN json_extract(evsrv_json_at(e.properties, ?), '$') WHEN 'real' THEN json_extract(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN evsrv_number(json_extract(evsrv_json_at(e.properties, ?), '$')) END AS INTEGER)), (sum(CAST(NULL AS INTEGER) >> 32) + (sum(CAST(NULL AS INTEGER) & 4294967295) >> 32)) * 4294967296 + (sum(CAST(NULL AS INTEGER) & 4294967295) & 4294967295) + sum(NULL - CAST(NULL AS INTEGER))
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
)
SELECT aggregate_1, aggregate_2, aggregate_3, aggregate_4, aggregate_5, aggregate_6
FROM grouped
LIMIT ? OFFSET ?;
-- page parameters
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
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
