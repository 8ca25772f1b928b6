-- page
WITH grouped (aggregate_1, aggregate_2, aggregate_3, aggregate_4, aggregate_5, aggregate_6) AS (
SELECT count(DISTINCT e.message_id), count(DISTINCT e.created_at), count(DISTINCT CASE json_type(e.properties, '$.n') WHEN 'text' THEN json_extract(e.properties, '$.n') ELSE nullif(e.properties -> '$.n', 'null') END), count(DISTINCT CASE json_type(e.properties, '$."a.b"') WHEN 'text' THEN json_extract(e.properties, '$."a.b"') ELSE nullif(e.properties -> '$."a.b"', 'null') END), count(DISTINCT CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN json_extract(evsrv_json_at(e.properties, ?), '$') ELSE evsrv_json_at(e.properties, ?) END), count(DISTINCT e.properties)
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
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT 1;
-- total parameters

-- answer: 1 in all
--   {"countDistinct_messageId":3,"countDistinct_createdAt":6,"countDistinct_properties.n":4,"countDistinct_properties.a.b":3,"countDistinct_properties.q\"t":4,"countDistinct_properties":6}
