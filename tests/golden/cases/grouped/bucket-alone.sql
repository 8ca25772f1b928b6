-- page
WITH RECURSIVE listed (key) AS (
SELECT (min(e.created_at) + 62136201600000) / 604800000 * 604800000 - 62136201600000 FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
UNION ALL
SELECT (SELECT (min(e.created_at) + 62136201600000) / 604800000 * 604800000 - 62136201600000 FROM events AS e WHERE e.organization_id = ? AND e.project_id = ? AND e.created_at >= listed.key + 604800000)
FROM listed WHERE listed.key IS NOT NULL
), counted (key, events) AS MATERIALIZED (
SELECT listed.key, (SELECT count(*) FROM events AS e WHERE e.organization_id = ? AND e.project_id = ? AND e.created_at >= listed.key AND e.created_at < listed.key + 604800000)
FROM listed
)
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', counted.key / 1000.0, 'unixepoch'), count(*) OVER ()
FROM counted
WHERE counted.events > 0
ORDER BY counted.key
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "acme"
--   "site"
--   "acme"
--   "site"
--   1000
--   0

-- total
WITH RECURSIVE listed (key) AS (
SELECT (min(e.created_at) + 62136201600000) / 604800000 * 604800000 - 62136201600000 FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
UNION ALL
SELECT (SELECT (min(e.created_at) + 62136201600000) / 604800000 * 604800000 - 62136201600000 FROM events AS e WHERE e.organization_id = ? AND e.project_id = ? AND e.created_at >= listed.key + 604800000)
FROM listed WHERE listed.key IS NOT NULL
), counted (key, events) AS MATERIALIZED (
SELECT listed.key, (SELECT count(*) FROM events AS e WHERE e.organization_id = ? AND e.project_id = ? AND e.created_at >= listed.key AND e.created_at < listed.key + 604800000)
FROM listed
)
SELECT count(*)
FROM counted
WHERE counted.events > 0;
-- total parameters
--   "acme"
--   "site"
--   "acme"
--   "site"
--   "acme"
--   "site"

-- answer: 5 in all
--   {"createdAt_week":"1969-12-29T00:00:00.000Z"}
--   {"createdAt_week":"2024-02-26T00:00:00.000Z"}
--   {"createdAt_week":"2025-12-29T00:00:00.000Z"}
--   {"createdAt_week":"2026-02-23T00:00:00.000Z"}
--   {"createdAt_week":"2026-03-02T00:00:00.000Z"}
