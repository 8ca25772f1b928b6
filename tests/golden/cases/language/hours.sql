-- page
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), grouped_bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), grouped (key_1, aggregate_1) AS MATERIALIZED (
SELECT bounds.start, (SELECT count(*) FROM scoped AS e WHERE e.created_at >= bounds.first AND e.created_at < bounds.past)
FROM grouped_bounds AS bounds
), aligned (start, compared_start, hours) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), result_rows (key_1) AS (
SELECT DISTINCT key_1 FROM grouped WHERE aggregate_1 > 0
), composed (key_1, compared_start, hours, aggregate_1) AS MATERIALIZED (
SELECT result_rows.key_1, aligned.compared_start, aligned.hours, grouped.aggregate_1
FROM result_rows
LEFT JOIN aligned ON aligned.start = result_rows.key_1
LEFT JOIN grouped ON grouped.key_1 IS result_rows.key_1
), computed_1 AS MATERIALIZED (
SELECT *, nullif(nullif(nullif(nullif(CAST(aggregate_1 AS REAL), 9e999), -9e999) / nullif(hours, 0), 9e999), -9e999) AS computed_2
FROM composed
)
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', key_1 / 1000.0, 'unixepoch'), aggregate_1, computed_2, (SELECT count(*)
FROM computed_1
ORDER BY key_1)
FROM computed_1
ORDER BY key_1
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[[1772323200000,1772323200000,1772409600000],[1772409600000,1772409600000,1772452800000]]"
--   "[[1772323200000,null,24.0],[1772409600000,null,12.0]]"
--   1000
--   0

-- total
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), grouped_bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), grouped (key_1, aggregate_1) AS MATERIALIZED (
SELECT bounds.start, (SELECT count(*) FROM scoped AS e WHERE e.created_at >= bounds.first AND e.created_at < bounds.past)
FROM grouped_bounds AS bounds
), aligned (start, compared_start, hours) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), result_rows (key_1) AS (
SELECT DISTINCT key_1 FROM grouped WHERE aggregate_1 > 0
), composed (key_1, compared_start, hours, aggregate_1) AS MATERIALIZED (
SELECT result_rows.key_1, aligned.compared_start, aligned.hours, grouped.aggregate_1
FROM result_rows
LEFT JOIN aligned ON aligned.start = result_rows.key_1
LEFT JOIN grouped ON grouped.key_1 IS result_rows.key_1
), computed_1 AS MATERIALIZED (
SELECT *, nullif(nullif(nullif(nullif(CAST(aggregate_1 AS REAL), 9e999), -9e999) / nullif(hours, 0), 9e999), -9e999) AS computed_2
FROM composed
)
SELECT count(*)
FROM computed_1
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"
--   "[[1772323200000,1772323200000,1772409600000],[1772409600000,1772409600000,1772452800000]]"
--   "[[1772323200000,null,24.0],[1772409600000,null,12.0]]"

-- answer: 2 in all
--   {"createdAt_day":"2026-03-01T00:00:00.000Z","count":1,"rate":0.041666666666666664}
--   {"createdAt_day":"2026-03-02T00:00:00.000Z","count":2,"rate":0.16666666666666666}
