-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.message_id IN (SELECT value FROM json_each(?))))
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
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.message_id IN (SELECT value FROM json_each(?))));
-- total parameters
--   "acme"
--   "site"
--   "[\"12\",\"-3.5\",\"absent\"]"

-- answer: 2 in all
--   {"id":"e1"}
--   {"id":"e7"}
