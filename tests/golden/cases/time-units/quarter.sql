-- page
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', (1000 * unixepoch(e.created_at / 1000.0, 'unixepoch', 'start of month', -((strftime('%m', e.created_at / 1000.0, 'unixepoch') - 1) % 3) || ' months')) / 1000.0, 'unixepoch'), count(*), count(*) OVER ()
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY (1000 * unixepoch(e.created_at / 1000.0, 'unixepoch', 'start of month', -((strftime('%m', e.created_at / 1000.0, 'unixepoch') - 1) % 3) || ' months'))
ORDER BY (1000 * unixepoch(e.created_at / 1000.0, 'unixepoch', 'start of month', -((strftime('%m', e.created_at / 1000.0, 'unixepoch') - 1) % 3) || ' months'))
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
GROUP BY (1000 * unixepoch(e.created_at / 1000.0, 'unixepoch', 'start of month', -((strftime('%m', e.created_at / 1000.0, 'unixepoch') - 1) % 3) || ' months'))
);
-- total parameters
--   "acme"
--   "site"

-- answer: 4 in all
--   {"createdAt_quarter":"1969-10-01T00:00:00.000Z","count":1}
--   {"createdAt_quarter":"2024-01-01T00:00:00.000Z","count":1}
--   {"createdAt_quarter":"2025-10-01T00:00:00.000Z","count":1}
--   {"createdAt_quarter":"2026-01-01T00:00:00.000Z","count":4}
