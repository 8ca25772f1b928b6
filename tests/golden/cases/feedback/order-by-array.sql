-- page
SELECT e.id
FROM feedback AS e
WHERE e.organization_id = ? AND e.project_id = ?
ORDER BY e.reasons NULLS LAST, e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT count(*)
FROM feedback AS e
WHERE e.organization_id = ? AND e.project_id = ?;
-- total parameters
--   "acme"
--   "site"

-- answer: 5 in all
--   {"id":"f2"}
--   {"id":"f4"}
--   {"id":"f5"}
--   {"id":"f1"}
--   {"id":"f3"}
