-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.promoted_2 = ?))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "pro"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.promoted_2 = ?));
-- total parameters
--   "acme"
--   "site"
--   "pro"

-- answer: 2 in all
--   {"id":"e1"}
--   {"id":"e7"}
