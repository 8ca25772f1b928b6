-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(evsrv_json_at(e.properties, ?), '$') IN ('integer', 'real') AND json_extract(evsrv_json_at(e.properties, ?), '$') = ?))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   12
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(evsrv_json_at(e.properties, ?), '$') IN ('integer', 'real') AND json_extract(evsrv_json_at(e.properties, ?), '$') = ?));
-- total parameters
--   "acme"
--   "site"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   12

-- answer: 1 in all
--   {"id":"e1"}
