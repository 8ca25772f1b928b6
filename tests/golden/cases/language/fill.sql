-- page
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), grouped_bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), grouped_inputs (key_1, input_1) AS NOT MATERIALIZED (
SELECT grouped_bounds.start, CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END
FROM grouped_bounds CROSS JOIN scoped AS e
WHERE e.created_at >= grouped_bounds.first AND e.created_at < grouped_bounds.past
LIMIT -1
), grouped (key_1, aggregate_1, aggregate_2) AS (
SELECT key_1, count(*), (sum(CAST(grouped_inputs.input_1 AS INTEGER) >> 32) + (sum(CAST(grouped_inputs.input_1 AS INTEGER) & 4294967295) >> 32)) * 4294967296 + (sum(CAST(grouped_inputs.input_1 AS INTEGER) & 4294967295) & 4294967295) + sum(grouped_inputs.input_1 - CAST(grouped_inputs.input_1 AS INTEGER))
FROM grouped_inputs
GROUP BY 1
), aligned (start, compared_start, hours) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), result_rows (key_1) AS (
SELECT start FROM aligned
), composed (key_1, compared_start, aggregate_1, aggregate_2) AS MATERIALIZED (
SELECT result_rows.key_1, aligned.compared_start, coalesce(grouped.aggregate_1, (SELECT count(*) FROM scoped AS e WHERE 0)), coalesce(grouped.aggregate_2, (SELECT (sum(CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER) >> 32) + (sum(CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER) & 4294967295) >> 32)) * 4294967296 + (sum(CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER) & 4294967295) & 4294967295) + sum(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END - CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER)) FROM scoped AS e WHERE 0))
FROM result_rows
LEFT JOIN aligned ON aligned.start = result_rows.key_1
LEFT JOIN grouped ON grouped.key_1 IS result_rows.key_1
)
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', key_1 / 1000.0, 'unixepoch'), aggregate_1, aggregate_2, (SELECT count(*)
FROM composed
ORDER BY key_1)
FROM composed
ORDER BY key_1
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[[1772150400000,1772150400000,1772236800000],[1772236800000,1772236800000,1772323200000],[1772323200000,1772323200000,1772409600000],[1772409600000,1772409600000,1772496000000],[1772496000000,1772496000000,1772582400000]]"
--   "[[1772150400000,null,24.0],[1772236800000,null,24.0],[1772323200000,null,24.0],[1772409600000,null,24.0],[1772496000000,null,24.0]]"
--   1000
--   0

-- total
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), grouped_bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), grouped_inputs (key_1, input_1) AS NOT MATERIALIZED (
SELECT grouped_bounds.start, CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END
FROM grouped_bounds CROSS JOIN scoped AS e
WHERE e.created_at >= grouped_bounds.first AND e.created_at < grouped_bounds.past
LIMIT -1
), grouped (key_1, aggregate_1, aggregate_2) AS (
SELECT key_1, count(*), (sum(CAST(grouped_inputs.input_1 AS INTEGER) >> 32) + (sum(CAST(grouped_inputs.input_1 AS INTEGER) & 4294967295) >> 32)) * 4294967296 + (sum(CAST(grouped_inputs.input_1 AS INTEGER) & 4294967295) & 4294967295) + sum(grouped_inputs.input_1 - CAST(grouped_inputs.input_1 AS INTEGER))
FROM grouped_inputs
GROUP BY 1
), aligned (start, compared_start, hours) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), result_rows (key_1) AS (
SELECT start FROM aligned
), composed (key_1, compared_start, aggregate_1, aggregate_2) AS MATERIALIZED (
SELECT result_rows.key_1, aligned.compared_start, coalesce(grouped.aggregate_1, (SELECT count(*) FROM scoped AS e WHERE 0)), coalesce(grouped.aggregate_2, (SELECT (sum(CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER) >> 32) + (sum(CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER) & 4294967295) >> 32)) * 4294967296 + (sum(CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER) & 4294967295) & 4294967295) + sum(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END - CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER)) FROM scoped AS e WHERE 0))
FROM result_rows
LEFT JOIN aligned ON aligned.start = result_rows.key_1
LEFT JOIN grouped ON grouped.key_1 IS result_rows.key_1
)
SELECT count(*)
FROM composed
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"
--   "[[1772150400000,1772150400000,1772236800000],[1772236800000,1772236800000,1772323200000],[1772323200000,1772323200000,1772409600000],[1772409600000,1772409600000,1772496000000],[1772496000000,1772496000000,1772582400000]]"
--   "[[1772150400000,null,24.0],[1772236800000,null,24.0],[1772323200000,null,24.0],[1772409600000,null,24.0],[1772496000000,null,24.0]]"

-- answer: 5 in all
--   {"createdAt_day":"2026-02-27T00:00:00.000Z","count":0}
--   {"createdAt_day":"2026-02-28T00:00:00.000Z","count":1,"sum_properties.n":12.5}
--   {"createdAt_day":"2026-03-01T00:00:00.000Z","count":1,"sum_properties.n":12}
--   {"createdAt_day":"2026-03-02T00:00:00.000Z","count":2,"sum_properties.n":9}
--   {"createdAt_day":"2026-03-03T00:00:00.000Z","count":0}
