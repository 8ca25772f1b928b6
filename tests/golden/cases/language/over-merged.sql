-- page
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), reals_2 (text) AS (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END FROM scoped AS e WHERE ((e.created_at >= ? AND e.created_at <= ?)) AND json_type(e.properties, '$.plan') = 'real'
), grouped_bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), grouped (key_1, key_2) AS (
SELECT grouped_bounds.start, CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END
FROM grouped_bounds CROSS JOIN scoped AS e
WHERE e.created_at >= grouped_bounds.first AND e.created_at < grouped_bounds.past
GROUP BY 1, 2
), aligned (start, compared_start, hours) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), result_rows (key_1, key_2) AS (
SELECT aligned.start, combination.key_2 FROM aligned CROSS JOIN (
SELECT DISTINCT key_2 FROM grouped
) AS combination
), window_1_merged_parts_bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), window_1_merged_parts (key_1, key_2, aggregate_1) AS (
SELECT window_1_merged_parts_bounds.start, CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END, count(*)
FROM window_1_merged_parts_bounds CROSS JOIN scoped AS e
WHERE e.created_at >= window_1_merged_parts_bounds.first AND e.created_at < window_1_merged_parts_bounds.past
GROUP BY 1, 2
), window_1_merged_positions (start, position) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1 FROM json_each(?) AS listed, json_each('[0]')
), window_1_merged (key_1, key_2, aggregate_1) AS MATERIALIZED (
SELECT start, key_2, aggregate_1 FROM (
SELECT start, key_2, sum(aggregate_1) OVER frame AS aggregate_1
FROM (
SELECT NULL AS start, key_1 AS position, key_2, aggregate_1 FROM window_1_merged_parts
UNION ALL
SELECT window_1_merged_positions.start, window_1_merged_positions.position, result_rows.key_2, NULL
FROM result_rows JOIN window_1_merged_positions ON window_1_merged_positions.start = result_rows.key_1
)
WINDOW frame AS (PARTITION BY key_2 ORDER BY position RANGE BETWEEN 2 PRECEDING AND CURRENT ROW)
) WHERE start IS NOT NULL
), composed (key_1, key_2, compared_start, aggregate_1) AS MATERIALIZED (
SELECT result_rows.key_1, result_rows.key_2, aligned.compared_start, coalesce(window_1_merged.aggregate_1, (SELECT count(*) FROM scoped AS e WHERE 0))
FROM result_rows
LEFT JOIN aligned ON aligned.start = result_rows.key_1
LEFT JOIN window_1_merged ON window_1_merged.key_1 IS result_rows.key_1 AND window_1_merged.key_2 IS result_rows.key_2
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
--   "[[0,1771977600000,1772064000000],[1,1772064000000,1772150400000],[2,1772150400000,1772236800000],[3,1772236800000,1772323200000],[4,1772323200000,1772409600000],[5,1772409600000,1772496000000],[6,1772496000000,1772582400000]]"
--   "[[1772150400000,2],[1772236800000,3],[1772323200000,4],[1772409600000,5],[1772496000000,6]]"
--   1000
--   0

-- total
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), reals_2 (text) AS (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END FROM scoped AS e WHERE ((e.created_at >= ? AND e.created_at <= ?)) AND json_type(e.properties, '$.plan') = 'real'
), grouped_bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), grouped (key_1, key_2) AS (
SELECT grouped_bounds.start, CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END
FROM grouped_bounds CROSS JOIN scoped AS e
WHERE e.created_at >= grouped_bounds.first AND e.created_at < grouped_bounds.past
GROUP BY 1, 2
), aligned (start, compared_start, hours) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), result_rows (key_1, key_2) AS (
SELECT aligned.start, combination.key_2 FROM aligned CROSS JOIN (
SELECT DISTINCT key_2 FROM grouped
) AS combination
), window_1_merged_parts_bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), window_1_merged_parts (key_1, key_2, aggregate_1) AS (
SELECT window_1_merged_parts_bounds.start, CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END, count(*)
FROM window_1_merged_parts_bounds CROSS JOIN scoped AS e
WHERE e.created_at >= window_1_merged_parts_bounds.first AND e.created_at < window_1_merged_parts_bounds.past
GROUP BY 1, 2
), window_1_merged_positions (start, position) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1 FROM json_each(?) AS listed, json_each('[0]')
), window_1_merged (key_1, key_2, aggregate_1) AS MATERIALIZED (
SELECT start, key_2, aggregate_1 FROM (
SELECT start, key_2, sum(aggregate_1) OVER frame AS aggregate_1
FROM (
SELECT NULL AS start, key_1 AS position, key_2, aggregate_1 FROM window_1_merged_parts
UNION ALL
SELECT window_1_merged_positions.start, window_1_merged_positions.position, result_rows.key_2, NULL
FROM result_rows JOIN window_1_merged_positions ON window_1_merged_positions.start = result_rows.key_1
)
WINDOW frame AS (PARTITION BY key_2 ORDER BY position RANGE BETWEEN 2 PRECEDING AND CURRENT ROW)
) WHERE start IS NOT NULL
), composed (key_1, key_2, compared_start, aggregate_1) AS MATERIALIZED (
SELECT result_rows.key_1, result_rows.key_2, aligned.compared_start, coalesce(window_1_merged.aggregate_1, (SELECT count(*) FROM scoped AS e WHERE 0))
FROM result_rows
LEFT JOIN aligned ON aligned.start = result_rows.key_1
LEFT JOIN window_1_merged ON window_1_merged.key_1 IS result_rows.key_1 AND window_1_merged.key_2 IS result_rows.key_2
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
--   "[[0,1771977600000,1772064000000],[1,1772064000000,1772150400000],[2,1772150400000,1772236800000],[3,1772236800000,1772323200000],[4,1772323200000,1772409600000],[5,1772409600000,1772496000000],[6,1772496000000,1772582400000]]"
--   "[[1772150400000,2],[1772236800000,3],[1772323200000,4],[1772409600000,5],[1772496000000,6]]"

-- answer: 15 in all
--   {"createdAt_day":"2026-02-27T00:00:00.000Z","properties.plan":"Free","moving":0}
--   {"createdAt_day":"2026-02-27T00:00:00.000Z","properties.plan":"pro","moving":0}
--   {"createdAt_day":"2026-02-27T00:00:00.000Z","properties.plan":null,"moving":0}
--   {"createdAt_day":"2026-02-28T00:00:00.000Z","properties.plan":"Free","moving":0}
--   {"createdAt_day":"2026-02-28T00:00:00.000Z","properties.plan":"pro","moving":0}
--   {"createdAt_day":"2026-02-28T00:00:00.000Z","properties.plan":null,"moving":1}
--   {"createdAt_day":"2026-03-01T00:00:00.000Z","properties.plan":"Free","moving":1}
--   {"createdAt_day":"2026-03-01T00:00:00.000Z","properties.plan":"pro","moving":0}
--   {"createdAt_day":"2026-03-01T00:00:00.000Z","properties.plan":null,"moving":1}
--   {"createdAt_day":"2026-03-02T00:00:00.000Z","properties.plan":"Free","moving":1}
--   {"createdAt_day":"2026-03-02T00:00:00.000Z","properties.plan":"pro","moving":2}
--   {"createdAt_day":"2026-03-02T00:00:00.000Z","properties.plan":null,"moving":1}
--   {"createdAt_day":"2026-03-03T00:00:00.000Z","properties.plan":"Free","moving":1}
--   {"createdAt_day":"2026-03-03T00:00:00.000Z","properties.plan":"pro","moving":2}
--   {"createdAt_day":"2026-03-03T00:00:00.000Z","properties.plan":null,"moving":0}
