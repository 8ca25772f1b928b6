-- page
WITH matching AS NOT MATERIALIZED (
SELECT * FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
), reals_1 (text) AS (
SELECT coalesce(e.promoted_1_json, CAST(e.promoted_1 AS TEXT)) FROM matching AS e WHERE CASE WHEN e.promoted_1_json IS NULL THEN typeof(e.promoted_1) WHEN typeof(e.promoted_1) = 'real' THEN 'real' WHEN typeof(e.promoted_1) = 'integer' THEN e.promoted_1_json WHEN e.promoted_1_json < '{' THEN 'array' ELSE 'object' END = 'real'
), grouped (key_1, aggregate_1) AS (
SELECT coalesce(e.promoted_1_json, CAST(e.promoted_1 AS TEXT)), count(*)
FROM matching AS e
GROUP BY 1
)
SELECT key_1, aggregate_1, (SELECT count(*)
FROM grouped
ORDER BY key_1)
FROM grouped
ORDER BY CASE WHEN key_1 < ':' THEN coalesce(evsrv_number(key_1), CASE WHEN key_1 GLOB '*[0-9]e[-+0-9]*' AND key_1 IN (SELECT text FROM reals_1) THEN json_extract(key_1, '$') END) END NULLS LAST, key_1 NULLS LAST
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
WITH matching AS NOT MATERIALIZED (
SELECT * FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
), reals_1 (text) AS (
SELECT coalesce(e.promoted_1_json, CAST(e.promoted_1 AS TEXT)) FROM matching AS e WHERE CASE WHEN e.promoted_1_json IS NULL THEN typeof(e.promoted_1) WHEN typeof(e.promoted_1) = 'real' THEN 'real' WHEN typeof(e.promoted_1) = 'integer' THEN e.promoted_1_json WHEN e.promoted_1_json < '{' THEN 'array' ELSE 'object' END = 'real'
), grouped (key_1, aggregate_1) AS (
SELECT coalesce(e.promoted_1_json, CAST(e.promoted_1 AS TEXT)), count(*)
FROM matching AS e
GROUP BY 1
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"

-- answer: 5 in all
--   {"properties.n":"-3","count":1}
--   {"properties.n":"12","count":2}
--   {"properties.n":"12.5","count":1}
--   {"properties.n":"true","count":1}
--   {"properties.n":null,"count":2}
