-- page
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', (1000 * unixepoch(e.created_at / 1000.0, 'unixepoch', 'start of year')) / 1000.0, 'unixepoch'), count(*), count(*) OVER ()
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY (1000 * unixepoch(e.created_at / 1000.0, 'unixepoch', 'start of year'))
ORDER BY (1000 * unixepoch(e.created_at / 1000.0, 'unixepoch', 'start of year'))
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
GROUP BY (1000 * unixepoch(e.created_at / 1000.0, 'unixepoch', 'start of year'))
);
-- total parameters
--   "acme"
--   "site"

-- answer: 4 in all
--   {"createdAt_year":"1969-01-01T00:00:00.000Z","count":1}
--   {"createdAt_year":"2024-01-01T00:00:00.000Z","count":1}
--   {"createdAt_year":"2025-01-01T00:00:00.000Z","count":1}
--   {"createdAt_year":"2026-01-01T00:00:00.000Z","count":4}
