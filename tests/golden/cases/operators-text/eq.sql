-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.type = ?))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "answer_copied"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.type = ?));
-- total parameters
--   "acme"
--   "site"
--   "answer_copied"

-- answer: 2 in all
--   {"id":"e1"}
--   {"id":"e2"}
