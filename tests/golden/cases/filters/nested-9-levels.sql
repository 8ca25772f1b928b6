-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((((((((e.event_type = ?) AND ((e.message_id IS NULL) OR ((json_extract(e.properties, '$.plan') = ?) AND (json_type(e.properties, '$.n') IN ('integer', 'real') AND json_extract(e.properties, '$.n') > ?)))) OR ((json_extract(e.properties, '$.plan') = ?))) AND ((e.message_id IS NULL))) OR ((e.event_type = ?))) AND ((json_extract(e.properties, '$.plan') = ?))) OR ((e.message_id IS NULL))) AND ((e.event_type = ?)))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "message"
--   "pro"
--   0
--   "pro"
--   "message"
--   "pro"
--   "message"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((((((((e.event_type = ?) AND ((e.message_id IS NULL) OR ((json_extract(e.properties, '$.plan') = ?) AND (json_type(e.properties, '$.n') IN ('integer', 'real') AND json_extract(e.properties, '$.n') > ?)))) OR ((json_extract(e.properties, '$.plan') = ?))) AND ((e.message_id IS NULL))) OR ((e.event_type = ?))) AND ((json_extract(e.properties, '$.plan') = ?))) OR ((e.message_id IS NULL))) AND ((e.event_type = ?)));
-- total parameters
--   "acme"
--   "site"
--   "message"
--   "pro"
--   0
--   "pro"
--   "message"
--   "pro"
--   "message"

-- answer: 2 in all
--   {"id":"e1"}
--   {"id":"e7"}
