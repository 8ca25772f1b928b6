-- page
SELECT e.id, CASE json_type(e.properties, '$."a.b"') WHEN 'text' THEN json_extract(e.properties, '$."a.b"') ELSE nullif(e.properties -> '$."a.b"', 'null') END, CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN json_extract(evsrv_json_at(e.properties, ?), '$') ELSE evsrv_json_at(e.properties, ?) END, CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN json_extract(evsrv_json_at(e.properties, ?), '$') ELSE evsrv_json_at(e.properties, ?) END, CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN json_extract(evsrv_json_at(e.properties, ?), '$') ELSE evsrv_json_at(e.properties, ?) END
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"items\",\"0\",\"sku\"]"
--   "[\"items\",\"0\",\"sku\"]"
--   "[\"items\",\"0\",\"sku\"]"
--   "[\"\"]"
--   "[\"\"]"
--   "[\"\"]"
--   "acme"
--   "site"
--   3
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?;
-- total parameters
--   "acme"
--   "site"

-- answer: 7 in all
--   {"id":"e1","properties.a.b":"12","properties.q\"t":"12","properties.items.0.sku":"x","properties.":null}
--   {"id":"e7","properties.a.b":"[\"id\",\"sku\",{\"id\":1,\"sku\":\"x\"}]","properties.q\"t":"[\"id\",\"sku\",{\"id\":1,\"sku\":\"x\"}]","properties.items.0.sku":null,"properties.":null}
--   {"id":"e2","properties.a.b":"12","properties.q\"t":"12","properties.items.0.sku":"x","properties.":null}
