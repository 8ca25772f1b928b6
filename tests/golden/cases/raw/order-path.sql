-- page
SELECT e.id, CASE json_type(e.properties, '$.n') WHEN 'text' THEN json_extract(e.properties, '$.n') ELSE nullif(e.properties -> '$.n', 'null') END
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
ORDER BY CASE WHEN json_extract(e.properties, '$.n') < ':' THEN CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END END NULLS LAST, CASE json_type(e.properties, '$.n') WHEN 'text' THEN json_extract(e.properties, '$.n') ELSE nullif(e.properties -> '$.n', 'null') END NULLS LAST, e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?;
-- total parameters
--   "acme"
--   "site"

-- answer: 7 in all
--   {"id":"e7","properties.n":"-3"}
--   {"id":"e1","properties.n":"12"}
--   {"id":"e2","properties.n":"12"}
--   {"id":"e3","properties.n":"12.5"}
--   {"id":"e6","properties.n":"true"}
--   {"id":"e4","properties.n":null}
--   {"id":"e5","properties.n":null}
