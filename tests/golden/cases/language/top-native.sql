-- page
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), top_1 (value) AS MATERIALIZED (
SELECT value FROM (
SELECT nullif(e.properties -> '$.plan', 'null') AS value, count(*) AS size, min(CASE WHEN json_extract(e.properties, '$.plan') < ':' THEN CASE json_type(e.properties, '$.plan') WHEN 'integer' THEN json_extract(e.properties, '$.plan') WHEN 'real' THEN json_extract(e.properties, '$.plan') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.plan')) END END) AS number
FROM scoped AS e
GROUP BY 1
)
ORDER BY size DESC, value IS NOT NULL, number NULLS LAST, CASE json_type(value) WHEN 'text' THEN value ->> '$' ELSE value END, value
LIMIT ?
), grouped (key_1, other_1, aggregate_1) AS (
SELECT CASE WHEN (nullif(e.properties -> '$.plan', 'null') IN (SELECT value FROM top_1) OR nullif(e.properties -> '$.plan', 'null') IS NULL AND EXISTS (SELECT 1 FROM top_1 WHERE value IS NULL)) THEN nullif(e.properties -> '$.plan', 'null') ELSE json_quote(?) END, CASE WHEN (nullif(e.properties -> '$.plan', 'null') IN (SELECT value FROM top_1) OR nullif(e.properties -> '$.plan', 'null') IS NULL AND EXISTS (SELECT 1 FROM top_1 WHERE value IS NULL)) THEN 0 ELSE 1 END, count(*)
FROM scoped AS e
GROUP BY 1, 2
)
SELECT key_1, aggregate_1, (SELECT count(*)
FROM grouped
ORDER BY key_1)
FROM grouped
ORDER BY other_1, CASE json_type(key_1) WHEN 'integer' THEN key_1 ->> '$' WHEN 'real' THEN key_1 ->> '$' WHEN 'text' THEN evsrv_number(key_1 ->> '$') END NULLS LAST, CASE json_type(key_1) WHEN 'text' THEN key_1 ->> '$' ELSE key_1 END NULLS LAST, key_1 NULLS LAST
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
), top_1 (value) AS MATERIALIZED (
SELECT value FROM (
SELECT nullif(e.properties -> '$.plan', 'null') AS value, count(*) AS size, min(CASE WHEN json_extract(e.properties, '$.plan') < ':' THEN CASE json_type(e.properties, '$.plan') WHEN 'integer' THEN json_extract(e.properties, '$.plan') WHEN 'real' THEN json_extract(e.properties, '$.plan') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.plan')) END END) AS number
FROM scoped AS e
GROUP BY 1
)
ORDER BY size DESC, value IS NOT NULL, number NULLS LAST, CASE json_type(value) WHEN 'text' THEN value ->> '$' ELSE value END, value
LIMIT ?
), grouped (key_1, other_1, aggregate_1) AS (
SELECT CASE WHEN (nullif(e.properties -> '$.plan', 'null') IN (SELECT value FROM top_1) OR nullif(e.properties -> '$.plan', 'null') IS NULL AND EXISTS (SELECT 1 FROM top_1 WHERE value IS NULL)) THEN nullif(e.properties -> '$.plan', 'null') ELSE json_quote(?) END, CASE WHEN (nullif(e.properties -> '$.plan', 'null') IN (SELECT value FROM top_1) OR nullif(e.properties -> '$.plan', 'null') IS NULL AND EXISTS (SELECT 1 FROM top_1 WHERE value IS NULL)) THEN 0 ELSE 1 END, count(*)
FROM scoped AS e
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
--   {"properties.plan":"\"Other\"","count":4}
