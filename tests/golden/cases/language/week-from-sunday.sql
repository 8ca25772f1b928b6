-- page
WITH RECURSIVE scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), group_keys (key) AS (
SELECT (min(e.created_at) + 62136288000000) / 604800000 FROM scoped AS e
UNION ALL
SELECT (SELECT (min(e.created_at) + 62136288000000) / 604800000 FROM scoped AS e WHERE e.created_at >= (group_keys.key + 1) * 604800000 - 62136288000000)
FROM group_keys WHERE group_keys.key IS NOT NULL
), grouped (key_1, aggregate_1) AS MATERIALIZED (
SELECT group_keys.key, (SELECT count(*) FROM scoped AS e WHERE e.created_at >= group_keys.key * 604800000 - 62136288000000 AND e.created_at < (group_keys.key + 1) * 604800000 - 62136288000000)
FROM group_keys WHERE group_keys.key IS NOT NULL
)
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', (key_1 * 604800000 - 62136288000000) / 1000.0, 'unixepoch'), aggregate_1, (SELECT count(*)
FROM grouped
WHERE aggregate_1 > 0
ORDER BY key_1)
FROM grouped
WHERE aggregate_1 > 0
ORDER BY key_1
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
WITH RECURSIVE scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), group_keys (key) AS (
SELECT (min(e.created_at) + 62136288000000) / 604800000 FROM scoped AS e
UNION ALL
SELECT (SELECT (min(e.created_at) + 62136288000000) / 604800000 FROM scoped AS e WHERE e.created_at >= (group_keys.key + 1) * 604800000 - 62136288000000)
FROM group_keys WHERE group_keys.key IS NOT NULL
), grouped (key_1, aggregate_1) AS MATERIALIZED (
SELECT group_keys.key, (SELECT count(*) FROM scoped AS e WHERE e.created_at >= group_keys.key * 604800000 - 62136288000000 AND e.created_at < (group_keys.key + 1) * 604800000 - 62136288000000)
FROM group_keys WHERE group_keys.key IS NOT NULL
)
SELECT count(*)
FROM grouped
WHERE aggregate_1 > 0
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"

-- answer: 5 in all
--   {"createdAt_week":"1969-12-28T00:00:00.000Z","count":1}
--   {"createdAt_week":"2024-02-25T00:00:00.000Z","count":1}
--   {"createdAt_week":"2025-12-28T00:00:00.000Z","count":1}
--   {"createdAt_week":"2026-02-22T00:00:00.000Z","count":1}
--   {"createdAt_week":"2026-03-01T00:00:00.000Z","count":3}
