-- page
SELECT e.id, e.user_properties
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
ORDER BY e.user_properties NULLS LAST, e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?;
-- total parameters
--   "acme"
--   "site"

-- answer: 7 in all
--   {"id":"e1","userProperties":{"userId":"u1"}}
--   {"id":"e2","userProperties":{"userId":"u1"}}
--   {"id":"e3","userProperties":{"userId":"u2"}}
--   {"id":"e7","userProperties":{"userId":"7"}}
--   {"id":"e5","userProperties":{}}
--   {"id":"e4","userProperties":null}
--   {"id":"e6","userProperties":null}
