-- page
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), top_2 (value) AS MATERIALIZED (
SELECT value FROM (
SELECT e.type AS value, count(*) AS size, NULL AS number
FROM scoped AS e
WHERE e.created_at >= ? AND e.created_at <= ?
GROUP BY 1
)
ORDER BY size DESC, value IS NOT NULL, number NULLS LAST, value, value
LIMIT ?
), chosen AS NOT MATERIALIZED (
SELECT * FROM scoped AS e WHERE (e.type IN (SELECT value FROM top_2) OR e.type IS NULL AND EXISTS (SELECT 1 FROM top_2 WHERE value IS NULL))
), grouped_bounds (start, first, past) AS MATERIALIZED (
SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)
), grouped (key_1, key_2, other_2, aggregate_1) AS (
SELECT grouped_bounds.start, e.type, 0, count(*)
FROM grouped_bounds CROSS JOIN chosen AS e
WHERE e.created_at >= grouped_bounds.first AND e.created_at < grouped_bounds.past
GROUP BY 1, 2, 3
)
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', key_1 / 1000.0, 'unixepoch'), key_2, aggregate_1, (SELECT count(*)
FROM grouped
ORDER BY key_1)
FROM grouped
ORDER BY key_1, key_2 NULLS LAST
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1772150400000
--   1772582399999
--   2
--   "[[1772150400000,1772150400000,1772236800000],[1772236800000,1772236800000,1772323200000],[1772323200000,1772323200000,1772409600000],[1772409600000,1772409600000,1772496000000],[1772496000000,1772496000000,1772582400000]]"
--   1000
--   0

-- total
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), top_2 (value) AS MATERIALIZED (
SELECT value FROM (
SELECT e.type AS value, count(*) AS size, NULL AS number
FROM scoped AS e
WHERE e.created_at >= ? AND e.created_at <= ?
GROUP BY 1
)
ORDER BY size DESC, value IS NOT NULL, number NULLS LAST, value, value
LIMIT ?
), chosen AS NOT MATERIALIZED (
SELECT * FROM scoped AS e WHERE (e.type IN (SELECT value FROM top_2) OR e.type IS NULL AND EXISTS (SELECT 1 FROM top_2 WHERE value IS NULL))
), grouped_bounds (start, first, past) AS MATERIALIZED (
SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)
), grouped (key_1, key_2, other_2, aggregate_1) AS (
SELECT grouped_bounds.start, e.type, 0, count(*)
FROM grouped_bounds CROSS JOIN chosen AS e
WHERE e.created_at >= grouped_bounds.first AND e.created_at < grouped_bounds.past
GROUP BY 1, 2, 3
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"
--   1772150400000
--   1772582399999
--   2
--   "[[1772150400000,1772150400000,1772236800000],[1772236800000,1772236800000,1772323200000],[1772323200000,1772323200000,1772409600000],[1772409600000,1772409600000,1772496000000],[1772496000000,1772496000000,1772582400000]]"

-- answer: 3 in all
--   {"createdAt_day":"2026-02-28T00:00:00.000Z","type":"opened","count":1}
--   {"createdAt_day":"2026-03-01T00:00:00.000Z","type":"answer_copied","count":1}
--   {"createdAt_day":"2026-03-02T00:00:00.000Z","type":"answer_copied","count":1}
