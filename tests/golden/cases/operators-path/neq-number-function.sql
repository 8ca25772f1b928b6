-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(evsrv_json_at(e.properties, ?), '$') IS NOT NULL AND (json_type(evsrv_json_at(e.properties, ?), '$') IN ('integer', 'real') AND json_extract(evsrv_json_at(e.properties, ?), '$') = ?) IS NOT TRUE))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   12
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(evsrv_json_at(e.properties, ?), '$') IS NOT NULL AND (json_type(evsrv_json_at(e.properties, ?), '$') IN ('integer', 'real') AND json_extract(evsrv_json_at(e.properties, ?), '$') = ?) IS NOT TRUE));
-- total parameters
--   "acme"
--   "site"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   12

-- answer: 4 in all
--   {"id":"e7"}
--   {"id":"e2"}
--   {"id":"e3"}
--   {"id":"e6"}
