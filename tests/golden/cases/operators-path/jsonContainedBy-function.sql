-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((evsrv_json_contained_by(evsrv_json_at(e.properties, ?), ?)))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[\"q\\\"t\"]"
--   "{\"id\":1,\"more\":null,\"sku\":\"x\"}"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((evsrv_json_contained_by(evsrv_json_at(e.properties, ?), ?)));
-- total parameters
--   "acme"
--   "site"
--   "[\"q\\\"t\"]"
--   "{\"id\":1,\"more\":null,\"sku\":\"x\"}"

-- answer: 1 in all
--   {"id":"e6"}
