-- page
WITH grouped (key_1, aggregate_1) AS (
SELECT e.type, count(*)
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
SELECT e.type, count(*)
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

-- answer: 2 in all
--   {"type":"openai","count":4}
--   {"type":"support_ticket","count":1}
