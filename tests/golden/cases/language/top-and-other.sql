-- page
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), reals_1 (text) AS (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END FROM scoped AS e WHERE json_type(e.properties, '$.plan') = 'real'
), by_value (key_1, aggregate_1) AS (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END, count(*)
FROM scoped AS e
GROUP BY 1
), top_1 (value) AS MATERIALIZED (
SELECT key_1 FROM (
SELECT key_1, sum(aggregate_1) AS size FROM by_value GROUP BY 1
)
ORDER BY size DESC, key_1 IS NOT NULL, CASE WHEN key_1 < ':' THEN coalesce(evsrv_number(key_1), CASE WHEN key_1 GLOB '*[0-9]e[-+0-9]*' AND key_1 IN (SELECT text FROM reals_1) THEN json_extract(key_1, '$') END) END NULLS LAST, key_1 NULLS LAST
LIMIT ?
), grouped (key_1, other_1, aggregate_1) AS (
SELECT CASE WHEN (key_1 IN (SELECT value FROM top_1) OR key_1 IS NULL AND EXISTS (SELECT 1 FROM top_1 WHERE value IS NULL)) THEN key_1 ELSE ? END, CASE WHEN (key_1 IN (SELECT value FROM top_1) OR key_1 IS NULL AND EXISTS (SELECT 1 FROM top_1 WHERE value IS NULL)) THEN 0 ELSE 1 END, sum(aggregate_1)
FROM by_value
GROUP BY 1, 2
)
SELECT key_1, aggregate_1, (SELECT count(*)
FROM grouped
ORDER BY key_1)
FROM grouped
ORDER BY other_1, CASE WHEN key_1 < ':' THEN coalesce(evsrv_number(key_1), CASE WHEN key_1 GLOB '*[0-9]e[-+0-9]*' AND key_1 IN (SELECT text FROM reals_1) THEN json_extract(key_1, '$') END) END NULLS LAST, key_1 NULLS LAST
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1
--   "Other"
--   1000
--   0

-- total
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), reals_1 (text) AS (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END FROM scoped AS e WHERE json_type(e.properties, '$.plan') = 'real'
), by_value (key_1, aggregate_1) AS (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END, count(*)
FROM scoped AS e
GROUP BY 1
), top_1 (value) AS MATERIALIZED (
SELECT key_1 FROM (
SELECT key_1, sum(aggregate_1) AS size FROM by_value GROUP BY 1
)
ORDER BY size DESC, key_1 IS NOT NULL, CASE WHEN key_1 < ':' THEN coalesce(evsrv_number(key_1), CASE WHEN key_1 GLOB '*[0-9]e[-+0-9]*' AND key_1 IN (SELECT text FROM reals_1) THEN json_extract(key_1, '$') END) END NULLS LAST, key_1 NULLS LAST
LIMIT ?
), grouped (key_1, other_1, aggregate_1) AS (
SELECT CASE WHEN (key_1 IN (SELECT value FROM top_1) OR key_1 IS NULL AND EXISTS (SELECT 1 FROM top_1 WHERE value IS NULL)) THEN key_1 ELSE ? END, CASE WHEN (key_1 IN (SELECT value FROM top_1) OR key_1 IS NULL AND EXISTS (SELECT 1 FROM top_1 WHERE value IS NULL)) THEN 0 ELSE 1 END, sum(aggregate_1)
FROM by_value
GROUP BY 1, 2
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"
--   1
--   "Other"

-- answer: 2 in all
--   {"properties.plan":null,"count":3}
--   {"properties.plan":"Other","count":4}
