-- page
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), reals_1 (text) AS (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END FROM scoped AS e WHERE json_type(e.properties, '$.plan') = 'real'
), grouped (key_1, aggregate_1) AS (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END, count(DISTINCT e.type)
FROM scoped AS e
GROUP BY 1
), result_rows (key_1) AS (
SELECT DISTINCT key_1 FROM grouped
), window_1 (aggregate_1) AS (
SELECT count(DISTINCT e.type)
FROM scoped AS e
), composed (key_1, aggregate_1, aggregate_2) AS MATERIALIZED (
SELECT result_rows.key_1, grouped.aggregate_1, coalesce(window_1.aggregate_1, (SELECT count(DISTINCT e.type) FROM scoped AS e WHERE 0))
FROM result_rows
LEFT JOIN grouped ON grouped.key_1 IS result_rows.key_1
LEFT JOIN window_1 ON result_rows.key_1 IS result_rows.key_1
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
--   1000
--   0

-- total
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), reals_1 (text) AS (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END FROM scoped AS e WHERE json_type(e.properties, '$.plan') = 'real'
), grouped (key_1, aggregate_1) AS (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END, count(DISTINCT e.type)
FROM scoped AS e
GROUP BY 1
), result_rows (key_1) AS (
SELECT DISTINCT key_1 FROM grouped
), window_1 (aggregate_1) AS (
SELECT count(DISTINCT e.type)
FROM scoped AS e
), composed (key_1, aggregate_1, aggregate_2) AS MATERIALIZED (
SELECT result_rows.key_1, grouped.aggregate_1, coalesce(window_1.aggregate_1, (SELECT count(DISTINCT e.type) FROM scoped AS e WHERE 0))
FROM result_rows
LEFT JOIN grouped ON grouped.key_1 IS result_rows.key_1
LEFT JOIN window_1 ON result_rows.key_1 IS result_rows.key_1
)
SELECT count(*)
FROM composed
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"

-- answer: 4 in all
--   {"properties.plan":"Free","types":1,"all":5}
--   {"properties.plan":"[1]","types":1,"all":5}
--   {"properties.plan":"pro","types":2,"all":5}
--   {"properties.plan":null,"types":2,"all":5}
