-- page
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), by_value_bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), by_value (key_1, key_2, aggregate_1) AS (
SELECT by_value_bounds.start, e.type, count(*)
FROM by_value_bounds CROSS JOIN scoped AS e
WHERE e.created_at >= by_value_bounds.first AND e.created_at < by_value_bounds.past
GROUP BY 1, 2
), top_2 (value) AS MATERIALIZED (
SELECT key_2 FROM (
SELECT key_2, sum(aggregate_1) AS size FROM by_value GROUP BY 1
)
ORDER BY size DESC, key_2 IS NOT NULL, key_2
LIMIT ?
), chosen AS NOT MATERIALIZED (
SELECT * FROM scoped AS e WHERE (e.type IN (SELECT value FROM top_2) OR e.type IS NULL AND EXISTS (SELECT 1 FROM top_2 WHERE value IS NULL))
), grouped (key_1, key_2, other_2, aggregate_1) AS (
SELECT key_1, key_2, 0, sum(aggregate_1)
FROM by_value
WHERE (key_2 IN (SELECT value FROM top_2) OR key_2 IS NULL AND EXISTS (SELECT 1 FROM top_2 WHERE value IS NULL))
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
--   "[[1772150400000,1772150400000,1772236800000],[1772236800000,1772236800000,1772323200000],[1772323200000,1772323200000,1772409600000],[1772409600000,1772409600000,1772496000000],[1772496000000,1772496000000,1772582400000]]"
--   2
--   1000
--   0

-- total
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), by_value_bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), by_value (key_1, key_2, aggregate_1) AS (
SELECT by_value_bounds.start, e.type, count(*)
FROM by_value_bounds CROSS JOIN scoped AS e
WHERE e.created_at >= by_value_bounds.first AND e.created_at < by_value_bounds.past
GROUP BY 1, 2
), top_2 (value) AS MATERIALIZED (
SELECT key_2 FROM (
SELECT key_2, sum(aggregate_1) AS size FROM by_value GROUP BY 1
)
ORDER BY size DESC, key_2 IS NOT NULL, key_2
LIMIT ?
), chosen AS NOT MATERIALIZED (
SELECT * FROM scoped AS e WHERE (e.type IN (SELECT value FROM top_2) OR e.type IS NULL AND EXISTS (SELECT 1 FROM top_2 WHERE value IS NULL))
), grouped (key_1, key_2, other_2, aggregate_1) AS (
SELECT key_1, key_2, 0, sum(aggregate_1)
FROM by_value
WHERE (key_2 IN (SELECT value FROM top_2) OR key_2 IS NULL AND EXISTS (SELECT 1 FROM top_2 WHERE value IS NULL))
GROUP BY 1, 2, 3
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"
--   "[[1772150400000,1772150400000,1772236800000],[1772236800000,1772236800000,1772323200000],[1772323200000,1772323200000,1772409600000],[1772409600000,1772409600000,1772496000000],[1772496000000,1772496000000,1772582400000]]"
--   2

-- answer: 3 in all
--   {"createdAt_day":"2026-02-28T00:00:00.000Z","type":"opened","count":1}
--   {"createdAt_day":"2026-03-01T00:00:00.000Z","type":"answer_copied","count":1}
--   {"createdAt_day":"2026-03-02T00:00:00.000Z","type":"answer_copied","count":1}
