-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(evsrv_json_at(e.properties, ?), '$') = 'array' AND EXISTS (SELECT 1 FROM json_each(evsrv_json_at(e.properties, ?), '$') AS member WHERE member.type = 'text' AND member.value = ?)))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "sku"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(evsrv_json_at(e.properties, ?), '$') = 'array' AND EXISTS (SELECT 1 FROM json_each(evsrv_json_at(e.properties, ?), '$') AS member WHERE member.type = 'text' AND member.value = ?)));
-- total parameters
--   "acme"
--   "site"
--   "[\"q\\\"t\"]"
--   "[\"q\\\"t\"]"
--   "sku"

-- answer: 1 in all
--   {"id":"e7"}
