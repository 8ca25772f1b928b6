-- page
WITH grouped (aggregate_1, aggregate_2, aggregate_3, aggregate_4, aggregate_5, aggregate_6, aggregate_7) AS (
SELECT count(*), count(e.message_id), count(e.created_at), count(json_extract(e.properties, '$.n')), count(json_extract(e.properties, '$."a.b"')), count(json_extract(evsrv_json_at(e.properties, ?), '$')), count(e.properties)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
)
SELECT aggregate_1, aggregate_2, aggregate_3, aggregate_4, aggregate_5, aggregate_6, aggregate_7
FROM grouped
LIMIT ? OFFSET ?;
-- page parameters
--   "[\"q\\\"t\"]"
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT 1;
-- total parameters

-- answer: 1 in all
--   {"count":7,"count_messageId":3,"count_createdAt":7,"count_properties.n":5,"count_properties.a.b":4,"count_properties.q\"t":5,"count_properties":6}
