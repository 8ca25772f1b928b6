-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.promoted_2 IS NULL))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.promoted_2 IS NULL));
-- total parameters
--   "acme"
--   "site"

-- answer: 3 in all
--   {"id":"e3"}
--   {"id":"e4"}
--   {"id":"e5"}
