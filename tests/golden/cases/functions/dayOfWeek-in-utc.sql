-- page
WITH grouped (key_1, aggregate_1) AS (
SELECT ((e.created_at + 63113558400000) / 86400000 % 7 + 1), count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT key_1, aggregate_1, (SELECT count(*)
FROM grouped
ORDER BY key_1)
FROM grouped
ORDER BY key_1 DESC
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
WITH grouped (key_1, aggregate_1) AS (
SELECT ((e.created_at + 63113558400000) / 86400000 % 7 + 1), count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"

-- answer: 5 in all
--   {"createdAt_dayOfWeek":7,"count":1}
--   {"createdAt_dayOfWeek":6,"count":1}
--   {"createdAt_dayOfWeek":4,"count":1}
--   {"createdAt_dayOfWeek":3,"count":2}
--   {"createdAt_dayOfWeek":1,"count":2}
