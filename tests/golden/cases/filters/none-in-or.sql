-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((1) OR (json_extract(e.properties, '$.plan') = ?))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "pro"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((1) OR (json_extract(e.properties, '$.plan') = ?));
-- total parameters
--   "acme"
--   "site"
--   "pro"

-- answer: 7 in all
--   {"id":"e1"}
--   {"id":"e7"}
--   {"id":"e2"}
--   {"id":"e3"}
--   {"id":"e4"}
--   {"id":"e6"}
--   {"id":"e5"}
