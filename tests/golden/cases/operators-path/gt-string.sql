-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$.plan') = 'text' AND json_extract(e.properties, '$.plan') > ?))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "Free"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$.plan') = 'text' AND json_extract(e.properties, '$.plan') > ?));
-- total parameters
--   "acme"
--   "site"
--   "Free"

-- answer: 3 in all
--   {"id":"e1"}
--   {"id":"e7"}
--   {"id":"e6"}
