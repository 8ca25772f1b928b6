-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.type <= ?))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "opened"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.type <= ?));
-- total parameters
--   "acme"
--   "site"
--   "opened"

-- answer: 4 in all
--   {"id":"e1"}
--   {"id":"e2"}
--   {"id":"e3"}
--   {"id":"e6"}
