-- page
SELECT e.id, strftime('%Y-%m-%dT%H:%M:%fZ', e.created_at / 1000.0, 'unixepoch')
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
ORDER BY e.created_at, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?;
-- total parameters
--   "acme"
--   "site"

-- answer: 7 in all
--   {"id":"e5","createdAt":"1969-12-31T23:59:59.500Z"}
--   {"id":"e6","createdAt":"2024-02-29T12:00:00.000Z"}
--   {"id":"e4","createdAt":"2025-12-31T23:59:59.000Z"}
--   {"id":"e3","createdAt":"2026-02-28T00:00:00.000Z"}
--   {"id":"e2","createdAt":"2026-03-01T23:59:59.999Z"}
--   {"id":"e1","createdAt":"2026-03-02T10:15:00.000Z"}
--   {"id":"e7","createdAt":"2026-03-02T10:15:00.000Z"}
