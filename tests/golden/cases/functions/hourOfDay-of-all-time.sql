-- page
WITH grouped (key_1, aggregate_1) AS (
SELECT ((evsrv_wall_clock(e.created_at, ?) + 63113904000000) / 3600000 % 24), count(*)
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
--   "Europe/Berlin"
--   "acme"
--   "site"
--   1000
--   0

-- total
WITH grouped (key_1, aggregate_1) AS (
SELECT ((evsrv_wall_clock(e.created_at, ?) + 63113904000000) / 3600000 % 24), count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "Europe/Berlin"
--   "acme"
--   "site"

-- answer: 4 in all
--   {"createdAt_hourOfDay":0,"count":3}
--   {"createdAt_hourOfDay":1,"count":1}
--   {"createdAt_hourOfDay":11,"count":2}
--   {"createdAt_hourOfDay":13,"count":1}
