-- page
WITH grouped (key_1, key_2, aggregate_1) AS (
SELECT ((e.created_at + 62135596800000) / 86400000), e.type, count(*)
FROM feedback AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1, 2
)
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', (key_1 * 86400000 - 62135596800000) / 1000.0, 'unixepoch'), key_2, aggregate_1, (SELECT count(*)
FROM grouped
ORDER BY key_1)
FROM grouped
ORDER BY key_1, key_2
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
WITH grouped (key_1, key_2, aggregate_1) AS (
SELECT ((e.created_at + 62135596800000) / 86400000), e.type, count(*)
FROM feedback AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1, 2
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"

-- answer: 4 in all
--   {"createdAt_day":"2026-02-28T00:00:00.000Z","type":"negative","count":2}
--   {"createdAt_day":"2026-03-02T00:00:00.000Z","type":"negative","count":1}
--   {"createdAt_day":"2026-03-02T00:00:00.000Z","type":"positive","count":1}
--   {"createdAt_day":"2026-03-03T00:00:00.000Z","type":"positive","count":1}
