-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.message_id IS NOT NULL AND (e.message_id = ?) IS NOT TRUE))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "12"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.message_id IS NOT NULL AND (e.message_id = ?) IS NOT TRUE));
-- total parameters
--   "acme"
--   "site"
--   "12"

-- answer: 2 in all
--   {"id":"e7"}
--   {"id":"e2"}
