-- page
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), reals_2 (text) AS (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END FROM scoped AS e WHERE ((e.created_at >= ? AND e.created_at <= ?)) AND json_type(e.properties, '$.plan') = 'real'
), grouped_bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), grouped (key_1, key_2, aggregate_1) AS (
SELECT grouped_bounds.start, CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END, count(*)
FROM grouped_bounds CROSS JOIN scoped AS e
WHERE e.created_at >= grouped_bounds.first AND e.created_at < grouped_bounds.past
GROUP BY 1, 2
), aligned (start, compared_start, hours) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), result_rows (key_1, key_2) AS (
SELECT aligned.start, combination.key_2 FROM aligned CROSS JOIN (
SELECT DISTINCT key_2 FROM grouped
) AS combination
), composed (key_1, key_2, compared_start, aggregate_1) AS MATERIALIZED (
SELECT result_rows.key_1, result_rows.key_2, aligned.compared_start, coalesce(grouped.aggregate_1, (SELECT count(*) FROM scoped AS e WHERE 0))
FROM result_rows
LEFT JOIN aligned ON aligned.start = result_rows.key_1
LEFT JOIN grouped ON grouped.key_1 IS result_rows.key_1 AND grouped.key_2 IS result_rows.key_2
)
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', key_1 / 1000.0, 'unixepoch'), key_2, aggregate_1, (SELECT count(*)
FROM composed
ORDER BY key_1)
FROM composed
ORDER BY key_1, CASE WHEN key_2 < ':' THEN coalesce(evsrv_number(key_2), CASE WHEN key_2 GLOB '*[0-9]e[-+0-9]*' AND key_2 IN (SELECT text FROM reals_2) THEN json_extract(key_2, '$') END) END NULLS LAST, key_2 NULLS LAST
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1772150400000
--   1772582399999
--   "[[1772150400000,1772150400000,1772236800000],[1772236800000,1772236800000,1772323200000],[1772323200000,1772323200000,1772409600000],[1772409600000,1772409600000,1772496000000],[1772496000000,1772496000000,1772582400000]]"
--   "[[1772150400000,null,24.0],[1772236800000,null,24.0],[1772323200000,null,24.0],[1772409600000,null,24.0],[1772496000000,null,24.0]]"
--   1000
--   0

-- total
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), reals_2 (text) AS (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END FROM scoped AS e WHERE ((e.created_at >= ? AND e.created_at <= ?)) AND json_type(e.properties, '$.plan') = 'real'
), grouped_bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), grouped (key_1, key_2, aggregate_1) AS (
SELECT grouped_bounds.start, CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END, count(*)
FROM grouped_bounds CROSS JOIN scoped AS e
WHERE e.created_at >= grouped_bounds.first AND e.created_at < grouped_bounds.past
GROUP BY 1, 2
), aligned (start, compared_start, hours) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), result_rows (key_1, key_2) AS (
SELECT aligned.start, combination.key_2 FROM aligned CROSS JOIN (
SELECT DISTINCT key_2 FROM grouped
) AS combination
), composed (key_1, key_2, compared_start, aggregate_1) AS MATERIALIZED (
SELECT result_rows.key_1, result_rows.key_2, aligned.compared_start, coalesce(grouped.aggregate_1, (SELECT count(*) FROM scoped AS e WHERE 0))
FROM result_rows
LEFT JOIN aligned ON aligned.start = result_rows.key_1
LEFT JOIN grouped ON grouped.key_1 IS result_rows.key_1 AND grouped.key_2 IS result_rows.key_2
)
SELECT count(*)
FROM composed
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"
--   1772150400000
--   1772582399999
--   "[[1772150400000,1772150400000,1772236800000],[1772236800000,1772236800000,1772323200000],[1772323200000,1772323200000,1772409600000],[1772409600000,1772409600000,1772496000000],[1772496000000,1772496000000,1772582400000]]"
--   "[[1772150400000,null,24.0],[1772236800000,null,24.0],[1772323200000,null,24.0],[1772409600000,null,24.0],[1772496000000,null,24.0]]"

-- answer: 15 in all
--   {"createdAt_day":"2026-02-27T00:00:00.000Z","properties.plan":"Free","count":0}
--   {"createdAt_day":"2026-02-27T00:00:00.000Z","properties.plan":"pro","count":0}
--   {"createdAt_day":"2026-02-27T00:00:00.000Z","properties.plan":null,"count":0}
--   {"createdAt_day":"2026-02-28T00:00:00.000Z","properties.plan":"Free","count":0}
--   {"createdAt_day":"2026-02-28T00:00:00.000Z","properties.plan":"pro","count":0}
--   {"createdAt_day":"2026-02-28T00:00:00.000Z","properties.plan":null,"count":1}
--   {"createdAt_day":"2026-03-01T00:00:00.000Z","properties.plan":"Free","count":1}
--   {"createdAt_day":"2026-03-01T00:00:00.000Z","properties.plan":"pro","count":0}
--   {"createdAt_day":"2026-03-01T00:00:00.000Z","properties.plan":null,"count":0}
--   {"createdAt_day":"2026-03-02T00:00:00.000Z","properties.plan":"Free","count":0}
--   {"createdAt_day":"2026-03-02T00:00:00.000Z","properties.plan":"pro","count":2}
--   {"createdAt_day":"2026-03-02T00:00:00.000Z","properties.plan":null,"count":0}
--   {"createdAt_day":"2026-03-03T00:00:00.000Z","properties.plan":"Free","count":0}
--   {"createdAt_day":"2026-03-03T00:00:00.000Z","properties.plan":"pro","count":0}
--   {"createdAt_day":"2026-03-03T00:00:00.000Z","properties.plan":null,"count":0}
