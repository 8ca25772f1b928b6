-- page
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', (unixepoch(e.created_at / 1000.0, 'unixepoch', 'start of month') * 1000) / 1000.0, 'unixepoch'), count(*), count(*) OVER ()
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY (unixepoch(e.created_at / 1000.0, 'unixepoch', 'start of month') * 1000)
ORDER BY (unixepoch(e.created_at / 1000.0, 'unixepoch', 'start of month') * 1000)
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
GROUP BY (unixepoch(e.created_at / 1000.0, 'unixepoch', 'start of month') * 1000)
);
-- total parameters
--   "acme"
--   "site"

-- answer: 5 in all
--   {"createdAt_month":"1969-12-01T00:00:00.000Z","count":1}
--   {"createdAt_month":"2024-02-01T00:00:00.000Z","count":1}
--   {"createdAt_month":"2025-12-01T00:00:00.000Z","count":1}
--   {"createdAt_month":"2026-02-01T00:00:00.000Z","count":1}
--   {"createdAt_month":"2026-03-01T00:00:00.000Z","count":3}
