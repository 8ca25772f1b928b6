-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((evsrv_json_equal(e.user_properties, ?)))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "{\"userId\":\"u1\"}"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((evsrv_json_equal(e.user_properties, ?)));
-- total parameters
--   "acme"
--   "site"
--   "{\"userId\":\"u1\"}"

-- answer: 2 in all
--   {"id":"e1"}
--   {"id":"e2"}
