-- page
WITH grouped (key_1, aggregate_1) AS (
SELECT ((e.created_at + 62135596800000) / 3600000), count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', (key_1 * 3600000 - 62135596800000) / 1000.0, 'unixepoch'), aggregate_1, (SELECT count(*)
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
SELECT ((e.created_at + 62135596800000) / 3600000), count(*)
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

-- answer: 6 in all
--   {"createdAt_hour":"1969-12-31T23:00:00.000Z","count":1}
--   {"createdAt_hour":"2024-02-29T12:00:00.000Z","count":1}
--   {"createdAt_hour":"2025-12-31T23:00:00.000Z","count":1}
--   {"createdAt_hour":"2026-02-28T00:00:00.000Z","count":1}
--   {"createdAt_hour":"2026-03-01T23:00:00.000Z","count":1}
--   {"createdAt_hour":"2026-03-02T10:00:00.000Z","count":2}
