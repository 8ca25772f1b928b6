-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   2
--   3

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?;
-- total parameters
--   "acme"
--   "site"

-- answer: 7 in all
--   {"id":"e3"}
--   {"id":"e4"}
