-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.message_id IS NOT NULL AND (e.message_id IN (SELECT value FROM json_each(?))) IS NOT TRUE))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[\"12\",\"-3.5\",\"absent\"]"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.message_id IS NOT NULL AND (e.message_id IN (SELECT value FROM json_each(?))) IS NOT TRUE));
-- total parameters
--   "acme"
--   "site"
--   "[\"12\",\"-3.5\",\"absent\"]"

-- answer: 1 in all
--   {"id":"e2"}
