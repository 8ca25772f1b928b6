-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((substr(CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') END, ?) = ?))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   -1
--   "o"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((substr(CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') END, ?) = ?));
-- total parameters
--   "acme"
--   "site"
--   -1
--   "o"

-- answer: 2 in all
--   {"id":"e1"}
--   {"id":"e7"}
