-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$.items') = 'array' AND evsrv_json_contains(nullif(e.properties -> '$.items', 'null'), ?)))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[{\"sku\":\"x\"}]"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$.items') = 'array' AND evsrv_json_contains(nullif(e.properties -> '$.items', 'null'), ?)));
-- total parameters
--   "acme"
--   "site"
--   "[{\"sku\":\"x\"}]"

-- answer: 2 in all
--   {"id":"e1"}
--   {"id":"e2"}
