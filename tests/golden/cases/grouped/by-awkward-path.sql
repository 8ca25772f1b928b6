-- page
WITH grouped (key_1, aggregate_1) AS (
SELECT CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN json_extract(evsrv_json_at(e.properties, ?), '$') ELSE evsrv_json_at(e.properties, ?) END, count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT key_1, aggregate_1, (SELECT count(*)
FROM grouped
ORDER BY key_1)
FROM grouped
ORDER BY key_1 NULLS LAST
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
WITH grouped (key_1, aggregate_1) AS (
SELECT CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN json_extract(evsrv_json_at(e.properties, ?), '$') ELSE evsrv_json_at(e.properties, ?) END, count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "acme"
--   "site"

-- answer: 5 in all
--   {"properties.q\"t":"12","count":2}
--   {"properties.q\"t":"[\"id\",\"sku\",{\"id\":1,\"sku\":\"x\"}]","count":1}
--   {"properties.q\"t":"[12,\"a\"]","count":1}
--   {"properties.q\"t":"{\"id\":1,\"sku\":\"x\"}","count":1}
--   {"properties.q\"t":null,"count":2}
