-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.event_type = ?) AND ((json_extract(e.properties, '$.plan') = ?) OR (json_type(e.properties, '$.n') IN ('integer', 'real') AND json_extract(e.properties, '$.n') > ?)))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "message"
--   "pro"
--   0
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.event_type = ?) AND ((json_extract(e.properties, '$.plan') = ?) OR (json_type(e.properties, '$.n') IN ('integer', 'real') AND json_extract(e.properties, '$.n') > ?)));
-- total parameters
--   "acme"
--   "site"
--   "message"
--   "pro"
--   0

-- answer: 2 in all
--   {"id":"e1"}
--   {"id":"e7"}
