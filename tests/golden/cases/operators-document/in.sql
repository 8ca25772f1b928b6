-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((EXISTS (SELECT 1 FROM json_each(?) AS wanted WHERE evsrv_json_equal(e.user_properties, wanted.value))))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[{\"userId\":\"u1\"},{\"userId\":7.0}]"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((EXISTS (SELECT 1 FROM json_each(?) AS wanted WHERE evsrv_json_equal(e.user_properties, wanted.value))));
-- total parameters
--   "acme"
--   "site"
--   "[{\"userId\":\"u1\"},{\"userId\":7.0}]"

-- answer: 3 in all
--   {"id":"e1"}
--   {"id":"e7"}
--   {"id":"e2"}
