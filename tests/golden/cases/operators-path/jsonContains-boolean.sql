-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$.order') = 'object' AND json_type(e.properties, '$.order.gift') = 'false'))
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
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$.order') = 'object' AND json_type(e.properties, '$.order.gift') = 'false'));
-- total parameters
--   "acme"
--   "site"

-- answer: 1 in all
--   {"id":"e1"}
