-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$.tags') = 'array' AND evsrv_json_equal(nullif(e.properties -> '$.tags', 'null'), ?)))
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
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$.tags') = 'array' AND evsrv_json_equal(nullif(e.properties -> '$.tags', 'null'), ?)));
-- total parameters
--   "acme"
--   "site"
--   "[\"a\",\"b\",1.0]"

-- answer: 1 in all
--   {"id":"e1"}
