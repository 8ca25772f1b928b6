-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.type IS NOT NULL AND (e.type = ?) IS NOT TRUE))
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
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.type IS NOT NULL AND (e.type = ?) IS NOT TRUE));
-- total parameters
--   "acme"
--   "site"
--   "answer_copied"

-- answer: 5 in all
--   {"id":"e7"}
--   {"id":"e3"}
--   {"id":"e4"}
--   {"id":"e6"}
--   {"id":"e5"}
