-- page
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', (e.created_at - ((e.created_at - 345600000) % 604800000 + 604800000) % 604800000) / 1000.0, 'unixepoch'), count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY (e.created_at - ((e.created_at - 345600000) % 604800000 + 604800000) % 604800000)
ORDER BY (e.created_at - ((e.created_at - 345600000) % 604800000 + 604800000) % 604800000)
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
GROUP BY (e.created_at - ((e.created_at - 345600000) % 604800000 + 604800000) % 604800000)
);
-- total parameters
--   "acme"
--   "site"

-- answer: 5 in all
--   {"createdAt_week":"1969-12-29T00:00:00.000Z","count":1}
--   {"createdAt_week":"2024-02-26T00:00:00.000Z","count":1}
--   {"createdAt_week":"2025-12-29T00:00:00.000Z","count":1}
--   {"createdAt_week":"2026-02-23T00:00:00.000Z","count":2}
--   {"createdAt_week":"2026-03-02T00:00:00.000Z","count":2}
