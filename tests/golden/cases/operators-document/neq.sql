-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.user_properties IS NOT NULL AND (evsrv_json_equal(e.user_properties, ?)) IS NOT TRUE))
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
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.user_properties IS NOT NULL AND (evsrv_json_equal(e.user_properties, ?)) IS NOT TRUE));
-- total parameters
--   "acme"
--   "site"
--   "{\"userId\":\"u1\"}"

-- answer: 3 in all
--   {"id":"e7"}
--   {"id":"e3"}
--   {"id":"e5"}
