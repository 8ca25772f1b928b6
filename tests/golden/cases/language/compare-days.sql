-- page
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), grouped_bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), grouped (key_1, aggregate_1) AS MATERIALIZED (
SELECT bounds.start, (SELECT count(*) FROM scoped AS e WHERE e.created_at >= bounds.first AND e.created_at < bounds.past)
FROM grouped_bounds AS bounds
), compared_bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), compared (key_1, aggregate_1) AS MATERIALIZED (
SELECT bounds.start, (SELECT count(*) FROM scoped AS e WHERE e.created_at >= bounds.first AND e.created_at < bounds.past)
FROM compared_bounds AS bounds
), aligned (start, compared_start, hours) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), result_rows (key_1) AS (
SELECT start FROM aligned
), composed (key_1, compared_start, aggregate_1, aggregate_2) AS MATERIALIZED (
SELECT result_rows.key_1, aligned.compared_start, coalesce(grouped.aggregate_1, (SELECT count(*) FROM scoped AS e WHERE 0)), CASE WHEN aligned.compared_start IS NOT NULL THEN coalesce(compared.aggregate_1, (SELECT count(*) FROM scoped AS e WHERE 0)) END
FROM result_rows
LEFT JOIN aligned ON aligned.start = result_rows.key_1
LEFT JOIN grouped ON grouped.key_1 IS result_rows.key_1
LEFT JOIN compared ON compared.key_1 IS aligned.compared_start
)
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', key_1 / 1000.0, 'unixepoch'), strftime('%Y-%m-%dT%H:%M:%fZ', compared_start / 1000.0, 'unixepoch'), aggregate_1, aggregate_2, (SELECT count(*)
FROM composed
ORDER BY key_1)
FROM composed
ORDER BY key_1
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[[1772323200000,1772323200000,1772409600000],[1772409600000,1772409600000,1772496000000]]"
--   "[[1772150400000,1772150400000,1772236800000],[1772236800000,1772236800000,1772323200000]]"
--   "[[1772323200000,1772150400000,24.0],[1772409600000,1772236800000,24.0]]"
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
), compared_bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), compared (key_1, aggregate_1) AS MATERIALIZED (
SELECT bounds.start, (SELECT count(*) FROM scoped AS e WHERE e.created_at >= bounds.first AND e.created_at < bounds.past)
FROM compared_bounds AS bounds
), aligned (start, compared_start, hours) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), result_rows (key_1) AS (
SELECT start FROM aligned
), composed (key_1, compared_start, aggregate_1, aggregate_2) AS MATERIALIZED (
SELECT result_rows.key_1, aligned.compared_start, coalesce(grouped.aggregate_1, (SELECT count(*) FROM scoped AS e WHERE 0)), CASE WHEN aligned.compared_start IS NOT NULL THEN coalesce(compared.aggregate_1, (SELECT count(*) FROM scoped AS e WHERE 0)) END
FROM result_rows
LEFT JOIN aligned ON aligned.start = result_rows.key_1
LEFT JOIN grouped ON grouped.key_1 IS result_rows.key_1
LEFT JOIN compared ON compared.key_1 IS aligned.compared_start
)
SELECT count(*)
FROM composed
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"
--   "[[1772323200000,1772323200000,1772409600000],[1772409600000,1772409600000,1772496000000]]"
--   "[[1772150400000,1772150400000,1772236800000],[1772236800000,1772236800000,1772323200000]]"
--   "[[1772323200000,1772150400000,24.0],[1772409600000,1772236800000,24.0]]"

-- answer: 2 in all
--   {"createdAt_day":"2026-03-01T00:00:00.000Z","compared_createdAt_day":"2026-02-27T00:00:00.000Z","count":1,"compared_count":0}
--   {"createdAt_day":"2026-03-02T00:00:00.000Z","compared_createdAt_day":"2026-02-28T00:00:00.000Z","count":2,"compared_count":1}
