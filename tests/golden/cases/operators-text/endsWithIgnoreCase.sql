-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((substr(text_folded(e.search_query), ?) = ?))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   -2
--   "é?"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((substr(text_folded(e.search_query), ?) = ?));
-- total parameters
--   "acme"
--   "site"
--   -2
--   "é?"

-- answer: 1 in all
--   {"id":"e4"}
