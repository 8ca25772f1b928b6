-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((substr(e.search_query, 1, ?) = ?))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   3
--   "How"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((substr(e.search_query, 1, ?) = ?));
-- total parameters
--   "acme"
--   "site"
--   3
--   "How"

-- answer: 1 in all
--   {"id":"e4"}
