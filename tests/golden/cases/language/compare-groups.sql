-- page
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), reals_1 (text) AS (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END FROM scoped AS e WHERE ((e.created_at >= ? AND e.created_at <= ?) OR (e.created_at >= ? AND e.created_at <= ?)) AND json_type(e.properties, '$.plan') = 'real'
), grouped (key_1, aggregate_1) AS (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END, count(*)
FROM scoped AS e
WHERE e.created_at >= ? AND e.created_at <= ?
GROUP BY 1
), compared (key_1, aggregate_1) AS (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END, count(*)
FROM scoped AS e
WHERE e.created_at >= ? AND e.created_at <= ?
GROUP BY 1
), result_rows (key_1) AS (
SELECT DISTINCT key_1 FROM grouped
UNION
SELECT DISTINCT key_1 FROM compared
), composed (key_1, aggregate_1, aggregate_2) AS MATERIALIZED (
SELECT result_rows.key_1, coalesce(grouped.aggregate_1, (SELECT count(*) FROM scoped AS e WHERE 0)), coalesce(compared.aggregate_1, (SELECT count(*) FROM scoped AS e WHERE 0))
FROM result_rows
LEFT JOIN grouped ON grouped.key_1 IS result_rows.key_1
LEFT JOIN compared ON compared.key_1 IS result_rows.key_1
)
SELECT key_1, aggregate_1, aggregate_2, (SELECT count(*)
FROM composed
ORDER BY key_1)
FROM composed
ORDER BY CASE WHEN key_1 < ':' THEN coalesce(evsrv_number(key_1), CASE WHEN key_1 GLOB '*[0-9]e[-+0-9]*' AND key_1 IN (SELECT text FROM reals_1) THEN json_extract(key_1, '$') END) END NULLS LAST, key_1 NULLS LAST
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1772323200000
--   1772495999999
--   1772150400000
--   1772323199999
--   1772323200000
--   1772495999999
--   1772150400000
--   1772323199999
--   1000
--   0

-- total
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), reals_1 (text) AS (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END FROM scoped AS e WHERE ((e.created_at >= ? AND e.created_at <= ?) OR (e.created_at >= ? AND e.created_at <= ?)) AND json_type(e.properties, '$.plan') = 'real'
), grouped (key_1, aggregate_1) AS (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END, count(*)
FROM scoped AS e
WHERE e.created_at >= ? AND e.created_at <= ?
GROUP BY 1
), compared (key_1, aggregate_1) AS (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END, count(*)
FROM scoped AS e
WHERE e.created_at >= ? AND e.created_at <= ?
GROUP BY 1
), result_rows (key_1) AS (
SELECT DISTINCT key_1 FROM grouped
UNION
SELECT DISTINCT key_1 FROM compared
), composed (key_1, aggregate_1, aggregate_2) AS MATERIALIZED (
SELECT result_rows.key_1, coalesce(grouped.aggregate_1, (SELECT count(*) FROM scoped AS e WHERE 0)), coalesce(compared.aggregate_1, (SELECT count(*) FROM scoped AS e WHERE 0))
FROM result_rows
LEFT JOIN grouped ON grouped.key_1 IS result_rows.key_1
LEFT JOIN compared ON compared.key_1 IS result_rows.key_1
)
SELECT count(*)
FROM composed
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"
--   1772323200000
--   1772495999999
--   1772150400000
--   1772323199999
--   1772323200000
--   1772495999999
--   1772150400000
--   1772323199999

-- answer: 3 in all
--   {"properties.plan":"Free","count":1,"compared_count":0}
--   {"properties.plan":"pro","count":2,"compared_count":0}
--   {"properties.plan":null,"count":0,"compared_count":1}
