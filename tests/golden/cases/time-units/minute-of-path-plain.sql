-- page
WITH grouped (key_1, aggregate_1) AS (
SELECT ((CASE json_type(e.properties, '$.at') WHEN 'text' THEN evsrv_instant(json_extract(e.properties, '$.at')) END + 62135596800000) / 60000), count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', (key_1 * 60000 - 62135596800000) / 1000.0, 'unixepoch'), aggregate_1, (SELECT count(*)
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
SELECT ((CASE json_type(e.properties, '$.at') WHEN 'text' THEN evsrv_instant(json_extract(e.properties, '$.at')) END + 62135596800000) / 60000), count(*)
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

-- answer: 4 in all
--   {"properties.at_minute":"2024-02-29T00:00:00.000Z","count":1}
--   {"properties.at_minute":"2026-03-01T23:30:00.000Z","count":1}
--   {"properties.at_minute":"2026-03-02T10:59:00.000Z","count":1}
--   {"count":4}
