-- page
WITH grouped (key_1, aggregate_1) AS (
SELECT (evsrv_bucket_start('day', ?, 0, e.created_at)), count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.search_query IS NOT NULL)) AND e.created_at >= ? AND e.created_at <= ?
GROUP BY 1
)
SELECT evsrv_local_time(key_1, ?), aggregate_1, (SELECT count(*)
FROM grouped
ORDER BY key_1)
FROM grouped
ORDER BY key_1
LIMIT ? OFFSET ?;
-- page parameters
--   "America/New_York"
--   "acme"
--   "site"
--   1772168400000
--   1772600399999
--   "America/New_York"
--   1000
--   0

-- total
WITH grouped (key_1, aggregate_1) AS (
SELECT (evsrv_bucket_start('day', ?, 0, e.created_at)), count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.search_query IS NOT NULL)) AND e.created_at >= ? AND e.created_at <= ?
GROUP BY 1
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "America/New_York"
--   "acme"
--   "site"
--   1772168400000
--   1772600399999

-- answer: 0 in all
