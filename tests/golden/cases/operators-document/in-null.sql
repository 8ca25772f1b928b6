-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((EXISTS (SELECT 1 FROM json_each(?) AS wanted WHERE evsrv_json_equal(e.user_properties, wanted.value)) OR e.user_properties IS NULL))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[{}]"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((EXISTS (SELECT 1 FROM json_each(?) AS wanted WHERE evsrv_json_equal(e.user_properties, wanted.value)) OR e.user_properties IS NULL));
-- total parameters
--   "acme"
--   "site"
--   "[{}]"

-- answer: 3 in all
--   {"id":"e4"}
--   {"id":"e6"}
--   {"id":"e5"}
