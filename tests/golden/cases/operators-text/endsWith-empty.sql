-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.search_query IS NOT NULL))
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
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.search_query IS NOT NULL));
-- total parameters
--   "acme"
--   "site"

-- answer: 2 in all
--   {"id":"e4"}
--   {"id":"e5"}
