-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.message_id IN (SELECT value FROM json_each(?)) OR e.message_id IS NULL))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[\"12\"]"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.message_id IN (SELECT value FROM json_each(?)) OR e.message_id IS NULL));
-- total parameters
--   "acme"
--   "site"
--   "[\"12\"]"

-- answer: 5 in all
--   {"id":"e1"}
--   {"id":"e3"}
--   {"id":"e4"}
--   {"id":"e6"}
--   {"id":"e5"}
