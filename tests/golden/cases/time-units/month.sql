-- page
WITH grouped (key_1, aggregate_1) AS (
SELECT (unixepoch(e.created_at / 1000.0, 'unixepoch', 'start of month') * 1000), count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', key_1 / 1000.0, 'unixepoch'), aggregate_1, (SELECT count(*)
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
SELECT (unixepoch(e.created_at / 1000.0, 'unixepoch', 'start of month') * 1000), count(*)
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
--   {"createdAt_month":"1969-12-01T00:00:00.000Z","count":1}
--   {"createdAt_month":"2024-02-01T00:00:00.000Z","count":1}
--   {"createdAt_month":"2025-12-01T00:00:00.000Z","count":1}
--   {"createdAt_month":"2026-02-01T00:00:00.000Z","count":1}
--   {"createdAt_month":"2026-03-01T00:00:00.000Z","count":3}
