-- page
SELECT nullif(e.properties -> '$.n', 'null'), count(*), count(*) OVER ()
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY nullif(e.properties -> '$.n', 'null')
ORDER BY CASE json_type(e.properties, '$.n') WHEN 'text' THEN json_extract(e.properties, '$.n') ELSE nullif(e.properties -> '$.n', 'null') END NULLS LAST, nullif(e.properties -> '$.n', 'null') NULLS LAST
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT count(*) FROM (
SELECT 1
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY nullif(e.properties -> '$.n', 'null')
);
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
