-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((EXISTS (SELECT 1 FROM json_each(?) AS wanted WHERE wanted.value IN (SELECT CASE WHEN json_type(evsrv_json_at(e.properties, ?), '$') = 'object' THEN member.key ELSE member.value END FROM json_each(evsrv_json_at(e.properties, ?), '$') AS member WHERE json_type(evsrv_json_at(e.properties, ?), '$') = 'object' OR member.type = 'text'))))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[\"gift\",\"id\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((EXISTS (SELECT 1 FROM json_each(?) AS wanted WHERE wanted.value IN (SELECT CASE WHEN json_type(evsrv_json_at(e.properties, ?), '$') = 'object' THEN member.key ELSE member.value END FROM json_each(evsrv_json_at(e.properties, ?), '$') AS member WHERE json_type(evsrv_json_at(e.properties, ?), '$') = 'object' OR member.type = 'text'))));
-- total parameters
--   "acme"
--   "site"
--   "[\"gift\",\"id\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"

-- answer: 2 in all
--   {"id":"e7"}
--   {"id":"e6"}
