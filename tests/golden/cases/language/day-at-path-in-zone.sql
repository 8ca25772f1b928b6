-- page
WITH grouped (key_1, aggregate_1) AS (
SELECT (evsrv_bucket_start('day', ?, 0, CASE json_type(e.properties, '$.at') WHEN 'text' THEN evsrv_instant(json_extract(e.properties, '$.at')) END)), count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT evsrv_local_time(key_1, ?), aggregate_1, (SELECT count(*)
FROM grouped
ORDER BY key_1)
FROM grouped
ORDER BY key_1 NULLS LAST
LIMIT ? OFFSET ?;
-- page parameters
--   "Asia/Tokyo"
--   "acme"
--   "site"
--   "Asia/Tokyo"
--   1000
--   0

-- total
WITH grouped (key_1, aggregate_1) AS (
SELECT (evsrv_bucket_start('day', ?, 0, CASE json_type(e.properties, '$.at') WHEN 'text' THEN evsrv_instant(json_extract(e.properties, '$.at')) END)), count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "Asia/Tokyo"
--   "acme"
--   "site"

-- answer: 3 in all
--   {"properties.at_day":"2024-02-29T00:00:00.000+09:00","count":1}
--   {"properties.at_day":"2026-03-02T00:00:00.000+09:00","count":2}
--   {"count":4}
