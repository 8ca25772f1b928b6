-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.user_properties IS NOT NULL AND (EXISTS (SELECT 1 FROM json_each(?) AS wanted WHERE evsrv_json_equal(e.user_properties, wanted.value))) IS NOT TRUE))
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
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.user_properties IS NOT NULL AND (EXISTS (SELECT 1 FROM json_each(?) AS wanted WHERE evsrv_json_equal(e.user_properties, wanted.value))) IS NOT TRUE));
-- total parameters
--   "acme"
--   "site"
--   "[{\"userId\":\"u1\"},{\"userId\":7.0}]"

-- answer: 2 in all
--   {"id":"e3"}
--   {"id":"e5"}
