-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((instr(CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN json_extract(evsrv_json_at(e.properties, ?), '$') END, ?) > 0))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "2"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((instr(CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN json_extract(evsrv_json_at(e.properties, ?), '$') END, ?) > 0));
-- total parameters
--   "acme"
--   "site"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "2"

-- answer: 1 in all
--   {"id":"e2"}
