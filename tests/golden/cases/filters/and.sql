-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(e.properties, '$.plan') = ?) AND (e.event_type = ?))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "pro"
--   "message"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(e.properties, '$.plan') = ?) AND (e.event_type = ?));
-- total parameters
--   "acme"
--   "site"
--   "pro"
--   "message"

-- answer: 2 in all
--   {"id":"e1"}
--   {"id":"e7"}
