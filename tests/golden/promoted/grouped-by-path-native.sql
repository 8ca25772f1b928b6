-- page
WITH grouped (key_1, aggregate_1) AS (
SELECT coalesce(e.promoted_1_json, nullif(json_quote(e.promoted_1), 'null')), count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT key_1, aggregate_1, (SELECT count(*)
FROM grouped
ORDER BY key_1)
FROM grouped
ORDER BY CASE json_type(key_1) WHEN 'integer' THEN key_1 ->> '$' WHEN 'real' THEN key_1 ->> '$' WHEN 'text' THEN evsrv_number(key_1 ->> '$') END NULLS LAST, CASE json_type(key_1) WHEN 'text' THEN key_1 ->> '$' ELSE key_1 END NULLS LAST, key_1 NULLS LAST
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
WITH grouped (key_1, aggregate_1) AS (
SELECT coalesce(e.promoted_1_json, nullif(json_quote(e.promoted_1), 'null')), count(*)
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

-- answer: 6 in all
--   {"properties.n":-3,"count":1}
--   {"properties.n":"12","count":1}
--   {"properties.n":12,"count":1}
--   {"properties.n":12.5,"count":1}
--   {"properties.n":true,"count":1}
--   {"properties.n":null,"count":2}
