-- page
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', (e.created_at - ((e.created_at - 0) % 86400000 + 86400000) % 86400000) / 1000.0, 'unixepoch'), count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY (e.created_at - ((e.created_at - 0) % 86400000 + 86400000) % 86400000)
ORDER BY (e.created_at - ((e.created_at - 0) % 86400000 + 86400000) % 86400000)
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
GROUP BY (e.created_at - ((e.created_at - 0) % 86400000 + 86400000) % 86400000)
);
-- total parameters
--   "acme"
--   "site"

-- answer: 6 in all
--   {"createdAt_day":"1969-12-31T00:00:00.000Z","count":1}
--   {"createdAt_day":"2024-02-29T00:00:00.000Z","count":1}
--   {"createdAt_day":"2025-12-31T00:00:00.000Z","count":1}
--   {"createdAt_day":"2026-02-28T00:00:00.000Z","count":1}
--   {"createdAt_day":"2026-03-01T00:00:00.000Z","count":1}
--   {"createdAt_day":"2026-03-02T00:00:00.000Z","count":2}
