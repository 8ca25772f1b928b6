-- page
SELECT CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN json_extract(evsrv_json_at(e.properties, ?), '$') ELSE evsrv_json_at(e.properties, ?) END, count(*), count(*) OVER ()
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN json_extract(evsrv_json_at(e.properties, ?), '$') ELSE evsrv_json_at(e.properties, ?) END
ORDER BY CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN json_extract(evsrv_json_at(e.properties, ?), '$') ELSE evsrv_json_at(e.properties, ?) END NULLS LAST
LIMIT ? OFFSET ?;
-- page parameters
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "acme"
--   "site"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   1000
--   0

-- total
SELECT count(*) FROM (
SELECT 1
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN json_extract(evsrv_json_at(e.properties, ?), '$') ELSE evsrv_json_at(e.properties, ?) END
);
-- total parameters
--   "acme"
--   "site"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"

-- answer: 5 in all
--   {"properties.q\"t":"12","count":2}
--   {"properties.q\"t":"[\"id\",\"sku\",{\"id\":1,\"sku\":\"x\"}]","count":1}
--   {"properties.q\"t":"[12,\"a\"]","count":1}
--   {"properties.q\"t":"{\"id\":1,\"sku\":\"x\"}","count":1}
--   {"properties.q\"t":null,"count":2}
