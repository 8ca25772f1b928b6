-- page
WITH RECURSIVE scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), group_keys (key) AS (
SELECT min(e.type) FROM scoped AS e
UNION ALL
SELECT (SELECT min(e.type) FROM scoped AS e WHERE e.type > group_keys.key)
FROM group_keys WHERE group_keys.key IS NOT NULL
), grouped (key_1, aggregate_1) AS MATERIALIZED (
SELECT group_keys.key, (SELECT count(*) FROM scoped AS e WHERE e.type = group_keys.key)
FROM group_keys WHERE group_keys.key IS NOT NULL
)
SELECT key_1, aggregate_1, (SELECT count(*)
FROM grouped
WHERE aggregate_1 > 0 AND ((aggregate_1 > ?))
ORDER BY key_1)
FROM grouped
WHERE aggregate_1 > 0 AND ((aggregate_1 > ?))
ORDER BY key_1
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1
--   1
--   1000
--   0

-- total
WITH RECURSIVE scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), group_keys (key) AS (
SELECT min(e.type) FROM scoped AS e
UNION ALL
SELECT (SELECT min(e.type) FROM scoped AS e WHERE e.type > group_keys.key)
FROM group_keys WHERE group_keys.key IS NOT NULL
), grouped (key_1, aggregate_1) AS MATERIALIZED (
SELECT group_keys.key, (SELECT count(*) FROM scoped AS e WHERE e.type = group_keys.key)
FROM group_keys WHERE group_keys.key IS NOT NULL
)
SELECT count(*)
FROM grouped
WHERE aggregate_1 > 0 AND ((aggregate_1 > ?))
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"
--   1

-- answer: 2 in all
--   {"type":"answer_copied","count":2}
--   {"type":"searched","count":2}
