-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$.order') = 'object' AND CASE json_type(e.properties, '$.order.gift') WHEN 'true' THEN 1 WHEN 'false' THEN 0 END = 0))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$.order') = 'object' AND CASE json_type(e.properties, '$.order.gift') WHEN 'true' THEN 1 WHEN 'false' THEN 0 END = 0));
-- total parameters
--   "acme"
--   "site"

-- answer: 1 in all
--   {"id":"e1"}
