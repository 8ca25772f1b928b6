-- page
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', (((e.created_at + 62135596800000) / 60000) * 60000 - 62135596800000) / 1000.0, 'unixepoch'), count(*), count(*) OVER ()
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY ((e.created_at + 62135596800000) / 60000)
ORDER BY ((e.created_at + 62135596800000) / 60000)
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT count(*) FROM (
SELECT 1
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY ((e.created_at + 62135596800000) / 60000)
);
-- total parameters
--   "acme"
--   "site"

-- answer: 6 in all
--   {"createdAt_minute":"1969-12-31T23:59:00.000Z","count":1}
--   {"createdAt_minute":"2024-02-29T12:00:00.000Z","count":1}
--   {"createdAt_minute":"2025-12-31T23:59:00.000Z","count":1}
--   {"createdAt_minute":"2026-02-28T00:00:00.000Z","count":1}
--   {"createdAt_minute":"2026-03-01T23:59:00.000Z","count":1}
--   {"createdAt_minute":"2026-03-02T10:15:00.000Z","count":2}
