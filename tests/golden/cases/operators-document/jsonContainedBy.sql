-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((evsrv_json_contained_by(e.user_properties, ?)))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "{\"name\":\"x\",\"userId\":\"u1\"}"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((evsrv_json_contained_by(e.user_properties, ?)));
-- total parameters
--   "acme"
--   "site"
--   "{\"name\":\"x\",\"userId\":\"u1\"}"

-- answer: 3 in all
--   {"id":"e1"}
--   {"id":"e2"}
--   {"id":"e5"}
