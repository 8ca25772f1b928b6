-- page
SELECT e.event_type, count(*), strftime('%Y-%m-%dT%H:%M:%fZ', (unixepoch(e.created_at / 1000.0, 'unixepoch', 'start of month') * 1000) / 1000.0, 'unixepoch'), count(*) OVER ()
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY (unixepoch(e.created_at / 1000.0, 'unixepoch', 'start of month') * 1000), e.event_type
ORDER BY (unixepoch(e.created_at / 1000.0, 'unixepoch', 'start of month') * 1000), e.event_type
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
GROUP BY (unixepoch(e.created_at / 1000.0, 'unixepoch', 'start of month') * 1000), e.event_type
);
-- total parameters
--   "acme"
--   "site"

-- answer: 5 in all
--   {"eventType":"search","count":1,"createdAt_month":"1969-12-01T00:00:00.000Z"}
--   {"eventType":"conversation","count":1,"createdAt_month":"2024-02-01T00:00:00.000Z"}
--   {"eventType":"search","count":1,"createdAt_month":"2025-12-01T00:00:00.000Z"}
--   {"eventType":"conversation","count":1,"createdAt_month":"2026-02-01T00:00:00.000Z"}
--   {"eventType":"message","count":3,"createdAt_month":"2026-03-01T00:00:00.000Z"}
