-- page
WITH grouped (aggregate_1, aggregate_2, aggregate_3, aggregate_4, aggregate_5, aggregate_6) AS (
SELECT avg(evsrv_number(e.message_id)), avg(e.created_at), avg(CASE typeof(e.promoted_1) WHEN 'real' THEN e.promoted_1 WHEN 'integer' THEN iif(e.promoted_1_json IS NULL, e.promoted_1, NULL) WHEN 'text' THEN iif(e.promoted_1_json IS NULL, evsrv_number(e.promoted_1), NULL) END), avg(CASE typeof(e.promoted_7) WHEN 'real' THEN e.promoted_7 WHEN 'integer' THEN iif(e.promoted_7_json IS NULL, e.promoted_7, NULL) WHEN 'text' THEN iif(e.promoted_7_json IS NULL, evsrv_number(e.promoted_7), NULL) END), avg(CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'integer' THEN json_extract(evsrv_json_at(e.properties, ?), '$') WHEN 'real' THEN json_extract(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN evsrv_number(json_extract(evsrv_json_at(e.properties, ?), '$')) END), avg(NULL)
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
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT 1;
-- total parameters

-- answer: 1 in all
--   {"avg_messageId":5.833333333333333,"avg_createdAt":1509424714071.2856,"avg_properties.n":8.375,"avg_properties.a.b":12.0,"avg_properties.q\"t":12.0}
