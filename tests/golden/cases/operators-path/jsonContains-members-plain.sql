-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$.order') = 'object' AND json_type(e.properties, '$.order.id') IN ('integer', 'real') AND json_extract(e.properties, '$.order.id') = ?))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   7
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$.order') = 'object' AND json_type(e.properties, '$.order.id') IN ('integer', 'real') AND json_extract(e.properties, '$.order.id') = ?));
-- total parameters
--   "acme"
--   "site"
--   7

-- answer: 2 in all
--   {"id":"e1"}
--   {"id":"e7"}
