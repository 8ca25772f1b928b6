-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((instr(CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') END, ?) > 0))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "r"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((instr(CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') END, ?) > 0));
-- total parameters
--   "acme"
--   "site"
--   "r"

-- answer: 3 in all
--   {"id":"e1"}
--   {"id":"e7"}
--   {"id":"e2"}
