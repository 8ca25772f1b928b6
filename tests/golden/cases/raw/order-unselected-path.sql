-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
ORDER BY CASE WHEN json_extract(e.properties, '$.order.id') < ':' THEN CASE json_type(e.properties, '$.order.id') WHEN 'integer' THEN json_extract(e.properties, '$.order.id') WHEN 'real' THEN json_extract(e.properties, '$.order.id') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.order.id')) END END NULLS LAST, CASE json_type(e.properties, '$.order.id') WHEN 'text' THEN json_extract(e.properties, '$.order.id') ELSE nullif(e.properties -> '$.order.id', 'null') END NULLS LAST, e.created_at DESC, e.id
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
--   {"id":"e1"}
--   {"id":"e7"}
--   {"id":"e2"}
--   {"id":"e3"}
--   {"id":"e4"}
--   {"id":"e6"}
--   {"id":"e5"}
