-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND (((json_extract(e.properties, '$.plan') = ?) AND (json_type(e.properties, '$.n') IN ('integer', 'real') AND json_extract(e.properties, '$.n') > ?)) OR (e.message_id IS NULL))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "pro"
--   0
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND (((json_extract(e.properties, '$.plan') = ?) AND (json_type(e.properties, '$.n') IN ('integer', 'real') AND json_extract(e.properties, '$.n') > ?)) OR (e.message_id IS NULL));
-- total parameters
--   "acme"
--   "site"
--   "pro"
--   0

-- answer: 5 in all
--   {"id":"e1"}
--   {"id":"e3"}
--   {"id":"e4"}
--   {"id":"e6"}
--   {"id":"e5"}
