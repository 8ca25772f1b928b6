-- page
WITH matching AS NOT MATERIALIZED (
SELECT * FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
), reals_1 (text) AS (
SELECT CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN json_extract(evsrv_json_at(e.properties, ?), '$') ELSE evsrv_json_at(e.properties, ?) END FROM matching AS e WHERE json_type(evsrv_json_at(e.properties, ?), '$') = 'real'
), grouped (key_1, aggregate_1) AS (
SELECT CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN json_extract(evsrv_json_at(e.properties, ?), '$') ELSE evsrv_json_at(e.properties, ?) END, count(*)
FROM matching AS e
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
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   1000
--   0

-- total
WITH matching AS NOT MATERIALIZED (
SELECT * FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
), reals_1 (text) AS (
SELECT CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN json_extract(evsrv_json_at(e.properties, ?), '$') ELSE evsrv_json_at(e.properties, ?) END FROM matching AS e WHERE json_type(evsrv_json_at(e.properties, ?), '$') = 'real'
), grouped (key_1, aggregate_1) AS (
SELECT CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN json_extract(evsrv_json_at(e.properties, ?), '$') ELSE evsrv_json_at(e.properties, ?) END, count(*)
FROM matching AS e
GROUP BY 1
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"

-- answer: 5 in all
--   {"properties.q\"t":"12","count":2}
--   {"properties.q\"t":"[\"id\",\"sku\",{\"id\":1,\"sku\":\"x\"}]","count":1}
--   {"properties.q\"t":"[12,\"a\"]","count":1}
--   {"properties.q\"t":"{\"id\":1,\"sku\":\"x\"}","count":1}
--   {"properties.q\"t":null,"count":2}
