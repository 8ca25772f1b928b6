-- page
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), reals_2 (text) AS (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END FROM scoped AS e WHERE json_type(e.properties, '$.plan') = 'real'
), bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), grouped (key_1, key_2, aggregate_1) AS (
SELECT bounds.start, CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END, count(*)
FROM bounds CROSS JOIN scoped AS e
WHERE e.created_at >= bounds.first AND e.created_at < bounds.past
GROUP BY 1, 2
)
SELECT evsrv_local_time(key_1, ?), key_2, aggregate_1, (SELECT count(*)
FROM grouped
ORDER BY key_1)
FROM grouped
ORDER BY key_1, CASE WHEN key_2 < ':' THEN coalesce(evsrv_number(key_2), CASE WHEN key_2 GLOB '*[0-9]e[-+0-9]*' AND key_2 IN (SELECT text FROM reals_2) THEN json_extract(key_2, '$') END) END NULLS LAST, key_2 NULLS LAST
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[[1772168400000,1772168400000,1772254800000],[1772254800000,1772254800000,1772341200000],[1772341200000,1772341200000,1772427600000],[1772427600000,1772427600000,1772514000000],[1772514000000,1772514000000,1772600400000]]"
--   "America/New_York"
--   1000
--   0

-- total
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), reals_2 (text) AS (
SELECT CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END FROM scoped AS e WHERE json_type(e.properties, '$.plan') = 'real'
), bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), grouped (key_1, key_2, aggregate_1) AS (
SELECT bounds.start, CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') ELSE nullif(e.properties -> '$.plan', 'null') END, count(*)
FROM bounds CROSS JOIN scoped AS e
WHERE e.created_at >= bounds.first AND e.created_at < bounds.past
GROUP BY 1, 2
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"
--   "[[1772168400000,1772168400000,1772254800000],[1772254800000,1772254800000,1772341200000],[1772341200000,1772341200000,1772427600000],[1772427600000,1772427600000,1772514000000],[1772514000000,1772514000000,1772600400000]]"

-- answer: 3 in all
--   {"createdAt_day":"2026-02-27T00:00:00.000-05:00","properties.plan":null,"count":1}
--   {"createdAt_day":"2026-03-01T00:00:00.000-05:00","properties.plan":"Free","count":1}
--   {"createdAt_day":"2026-03-02T00:00:00.000-05:00","properties.plan":"pro","count":2}
