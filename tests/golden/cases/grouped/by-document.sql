-- page
WITH grouped (key_1, aggregate_1) AS (
SELECT e.user_properties, count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT key_1, aggregate_1, (SELECT count(*)
FROM grouped
ORDER BY key_1)
FROM grouped
ORDER BY key_1 NULLS LAST
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
WITH grouped (key_1, aggregate_1) AS (
SELECT e.user_properties, count(*)
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
--   {"userProperties":{"userId":"u1"},"count":2}
--   {"userProperties":{"userId":"u2"},"count":1}
--   {"userProperties":{"userId":"7"},"count":1}
--   {"userProperties":{},"count":1}
--   {"userProperties":null,"count":2}
