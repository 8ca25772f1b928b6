-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((instr(e.search_query, ?) > 0))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "to"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((instr(e.search_query, ?) > 0));
-- total parameters
--   "acme"
--   "site"
--   "to"

-- answer: 1 in all
--   {"id":"e4"}
