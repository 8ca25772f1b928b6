-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$.order') = 'object' AND evsrv_json_equal(nullif(e.properties -> '$.order', 'null'), ?)))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "{\"gift\":false,\"id\":7}"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$.order') = 'object' AND evsrv_json_equal(nullif(e.properties -> '$.order', 'null'), ?)));
-- total parameters
--   "acme"
--   "site"
--   "{\"gift\":false,\"id\":7}"

-- answer: 1 in all
--   {"id":"e1"}
