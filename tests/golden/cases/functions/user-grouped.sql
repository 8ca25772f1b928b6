-- page
WITH grouped (key_1, aggregate_1) AS (
SELECT (coalesce(CASE json_type(e.user_properties, '$.userId') WHEN 'text' THEN json_extract(e.user_properties, '$.userId') ELSE nullif(e.user_properties -> '$.userId', 'null') END, CASE json_type(e.user_properties, '$.id') WHEN 'text' THEN json_extract(e.user_properties, '$.id') ELSE nullif(e.user_properties -> '$.id', 'null') END)), count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT key_1, aggregate_1, (SELECT count(*)
FROM grouped
ORDER BY key_1)
FROM grouped
ORDER BY key_1 NULLS LAST
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
WITH grouped (key_1, aggregate_1) AS (
SELECT (coalesce(CASE json_type(e.user_properties, '$.userId') WHEN 'text' THEN json_extract(e.user_properties, '$.userId') ELSE nullif(e.user_properties -> '$.userId', 'null') END, CASE json_type(e.user_properties, '$.id') WHEN 'text' THEN json_extract(e.user_properties, '$.id') ELSE nullif(e.user_properties -> '$.id', 'null') END)), count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"

-- answer: 4 in all
--   {"user":"7","count":1}
--   {"user":"u1","count":2}
--   {"user":"u2","count":1}
--   {"count":3}
