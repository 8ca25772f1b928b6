-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((text_matches(?, CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') END)))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "^[pF]r"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((text_matches(?, CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') END)));
-- total parameters
--   "acme"
--   "site"
--   "^[pF]r"

-- answer: 3 in all
--   {"id":"e1"}
--   {"id":"e7"}
--   {"id":"e2"}
