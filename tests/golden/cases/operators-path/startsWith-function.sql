-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((substr(CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN json_extract(evsrv_json_at(e.properties, ?), '$') END, 1, ?) = ?))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   1
--   "1"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((substr(CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN json_extract(evsrv_json_at(e.properties, ?), '$') END, 1, ?) = ?));
-- total parameters
--   "acme"
--   "site"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   1
--   "1"

-- answer: 1 in all
--   {"id":"e2"}
