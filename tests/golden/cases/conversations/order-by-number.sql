-- page
SELECT e.id, e.user_message_count
FROM conversations AS e
WHERE e.organization_id = ? AND e.project_id = ?
ORDER BY e.user_message_count DESC, e.first_message_time DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT count(*)
FROM conversations AS e
WHERE e.organization_id = ? AND e.project_id = ?;
-- total parameters
--   "acme"
--   "site"

-- answer: 5 in all
--   {"id":"c2","userMessageCount":10}
--   {"id":"c3","userMessageCount":9}
--   {"id":"c1","userMessageCount":2}
--   {"id":"c5","userMessageCount":2}
--   {"id":"c4","userMessageCount":0}
