-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(evsrv_json_at(e.properties, ?), '$') = 'object' AND json_type(evsrv_json_at(e.properties, ?), '$') = 'text' AND json_extract(evsrv_json_at(e.properties, ?), '$') = ? AND json_type(evsrv_json_at(e.properties, ?), '$') IN ('integer', 'real') AND json_extract(evsrv_json_at(e.properties, ?), '$') = ?))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[\"items\",\"0\"]"
--   "[\"items\",\"0\",\"sku\"]"
--   "[\"items\",\"0\",\"sku\"]"
--   "x"
--   "[\"items\",\"0\",\"qty\"]"
--   "[\"items\",\"0\",\"qty\"]"
--   1
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(evsrv_json_at(e.properties, ?), '$') = 'object' AND json_type(evsrv_json_at(e.properties, ?), '$') = 'text' AND json_extract(evsrv_json_at(e.properties, ?), '$') = ? AND json_type(evsrv_json_at(e.properties, ?), '$') IN ('integer', 'real') AND json_extract(evsrv_json_at(e.properties, ?), '$') = ?));
-- total parameters
--   "acme"
--   "site"
--   "[\"items\",\"0\"]"
--   "[\"items\",\"0\",\"sku\"]"
--   "[\"items\",\"0\",\"sku\"]"
--   "x"
--   "[\"items\",\"0\",\"qty\"]"
--   "[\"items\",\"0\",\"qty\"]"
--   1

-- answer: 1 in all
--   {"id":"e1"}
