-- page
WITH grouped (key_1, aggregate_1) AS (
SELECT (((e.created_at + CASE WHEN e.created_at < 1774746000000 THEN 3600000 ELSE 7200000 END) + 63113904000000) / 3600000 % 24), count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND e.created_at >= ? AND e.created_at <= ?
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
--   1772319600000
--   1774994399999
--   1000
--   0

-- total
WITH grouped (key_1, aggregate_1) AS (
SELECT (((e.created_at + CASE WHEN e.created_at < 1774746000000 THEN 3600000 ELSE 7200000 END) + 63113904000000) / 3600000 % 24), count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND e.created_at >= ? AND e.created_at <= ?
GROUP BY 1
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"
--   1772319600000
--   1774994399999

-- answer: 2 in all
--   {"createdAt_hourOfDay":0,"count":1}
--   {"createdAt_hourOfDay":11,"count":2}
