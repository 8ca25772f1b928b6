-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(e.properties, '$.tags') IS NOT NULL AND (json_type(e.properties, '$.tags') = 'array' AND evsrv_json_equal(nullif(e.properties -> '$.tags', 'null'), ?)) IS NOT TRUE))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[\"a\",\"b\",1.0]"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(e.properties, '$.tags') IS NOT NULL AND (json_type(e.properties, '$.tags') = 'array' AND evsrv_json_equal(nullif(e.properties -> '$.tags', 'null'), ?)) IS NOT TRUE));
-- total parameters
--   "acme"
--   "site"
--   "[\"a\",\"b\",1.0]"

-- answer: 4 in all
--   {"id":"e7"}
--   {"id":"e2"}
--   {"id":"e3"}
--   {"id":"e6"}
