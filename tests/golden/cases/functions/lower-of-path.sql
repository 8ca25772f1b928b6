-- page
WITH grouped (key_1, aggregate_1) AS (
SELECT CASE WHEN json_extract(e.properties, '$.plan') IS NULL THEN NULL ELSE (text_lower(CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') END)) END, count(*)
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
SELECT CASE WHEN json_extract(e.properties, '$.plan') IS NULL THEN NULL ELSE (text_lower(CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') END)) END, count(*)
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
--   {"properties.plan_lower":"[1]","count":1}
--   {"properties.plan_lower":"free","count":1}
--   {"properties.plan_lower":"pro","count":2}
--   {"properties.plan_lower":null,"count":3}
