-- page
SELECT e.id
FROM conversations AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.first_message_time >= ?))
ORDER BY e.first_message_time DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1772409600000
--   1000
--   0

-- total
SELECT count(*)
FROM conversations AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.first_message_time >= ?));
-- total parameters
--   "acme"
--   "site"
--   1772409600000

-- answer: 3 in all
--   {"id":"c3"}
--   {"id":"c1"}
--   {"id":"c5"}
