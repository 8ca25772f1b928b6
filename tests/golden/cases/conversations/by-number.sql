-- page
WITH grouped (key_1, aggregate_1) AS (
SELECT e.user_message_count, count(*)
FROM conversations AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT key_1, aggregate_1, (SELECT count(*)
FROM grouped
ORDER BY key_1)
FROM grouped
ORDER BY key_1
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
WITH grouped (key_1, aggregate_1) AS (
SELECT e.user_message_count, count(*)
FROM conversations AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"

-- answer: 4 in all
--   {"userMessageCount":0,"count":1}
--   {"userMessageCount":2,"count":2}
--   {"userMessageCount":9,"count":1}
--   {"userMessageCount":10,"count":1}
