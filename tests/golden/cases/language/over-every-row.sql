-- page
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), grouped_bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), grouped (key_1, events) AS MATERIALIZED (
SELECT bounds.start, (SELECT count(*) FROM scoped AS e WHERE e.created_at >= bounds.first AND e.created_at < bounds.past)
FROM grouped_bounds AS bounds
), aligned (start, compared_start, hours) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), result_rows (key_1) AS (
SELECT DISTINCT key_1 FROM grouped WHERE events > 0
), window_1_bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), window_1 (key_1, aggregate_1) AS MATERIALIZED (
SELECT bounds.start, (SELECT evsrv_mean(sum(CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER) >> 32), sum(CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER) & 4294967295), sum(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END - CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER)), count(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END)) FROM scoped AS e WHERE e.created_at >= bounds.first AND e.created_at < bounds.past)
FROM window_1_bounds AS bounds
WHERE EXISTS (SELECT 1 FROM scoped AS e WHERE e.created_at >= bounds.first AND e.created_at < bounds.past)
), composed (key_1, compared_start, aggregate_1) AS MATERIALIZED (
SELECT result_rows.key_1, aligned.compared_start, coalesce(window_1.aggregate_1, (SELECT evsrv_mean(sum(CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER) >> 32), sum(CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER) & 4294967295), sum(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END - CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER)), count(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END)) FROM scoped AS e WHERE 0))
FROM result_rows
LEFT JOIN aligned ON aligned.start = result_rows.key_1
LEFT JOIN window_1 ON window_1.key_1 IS result_rows.key_1
)
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', key_1 / 1000.0, 'unixepoch'), aggregate_1, (SELECT count(*)
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
--   "[[1772150400000,1772064000000,1772236800000],[1772236800000,1772150400000,1772323200000],[1772323200000,1772236800000,1772409600000],[1772409600000,1772323200000,1772496000000],[1772496000000,1772409600000,1772582400000]]"
--   1000
--   0

-- total
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), grouped_bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), grouped (key_1, events) AS MATERIALIZED (
SELECT bounds.start, (SELECT count(*) FROM scoped AS e WHERE e.created_at >= bounds.first AND e.created_at < bounds.past)
FROM grouped_bounds AS bounds
), aligned (start, compared_start, hours) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), result_rows (key_1) AS (
SELECT DISTINCT key_1 FROM grouped WHERE events > 0
), window_1_bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), window_1 (key_1, aggregate_1) AS MATERIALIZED (
SELECT bounds.start, (SELECT evsrv_mean(sum(CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER) >> 32), sum(CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER) & 4294967295), sum(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END - CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER)), count(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END)) FROM scoped AS e WHERE e.created_at >= bounds.first AND e.created_at < bounds.past)
FROM window_1_bounds AS bounds
WHERE EXISTS (SELECT 1 FROM scoped AS e WHERE e.created_at >= bounds.first AND e.created_at < bounds.past)
), composed (key_1, compared_start, aggregate_1) AS MATERIALIZED (
SELECT result_rows.key_1, aligned.compared_start, coalesce(window_1.aggregate_1, (SELECT evsrv_mean(sum(CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER) >> 32), sum(CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER) & 4294967295), sum(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END - CAST(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END AS INTEGER)), count(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END)) FROM scoped AS e WHERE 0))
FROM result_rows
LEFT JOIN aligned ON aligned.start = result_rows.key_1
LEFT JOIN window_1 ON window_1.key_1 IS result_rows.key_1
)
SELECT count(*)
FROM composed
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"
--   "[[1772150400000,1772150400000,1772236800000],[1772236800000,1772236800000,1772323200000],[1772323200000,1772323200000,1772409600000],[1772409600000,1772409600000,1772496000000],[1772496000000,1772496000000,1772582400000]]"
--   "[[1772150400000,null,24.0],[1772236800000,null,24.0],[1772323200000,null,24.0],[1772409600000,null,24.0],[1772496000000,null,24.0]]"
--   "[[1772150400000,1772064000000,1772236800000],[1772236800000,1772150400000,1772323200000],[1772323200000,1772236800000,1772409600000],[1772409600000,1772323200000,1772496000000],[1772496000000,1772409600000,1772582400000]]"

-- answer: 3 in all
--   {"createdAt_day":"2026-02-28T00:00:00.000Z","mean":12.5}
--   {"createdAt_day":"2026-03-01T00:00:00.000Z","mean":12.25}
--   {"createdAt_day":"2026-03-02T00:00:00.000Z","mean":7.0}
