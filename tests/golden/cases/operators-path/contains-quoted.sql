-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((instr(CASE json_type(e.properties, '$."a.b"') WHEN 'text' THEN json_extract(e.properties, '$."a.b"') END, ?) > 0))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "2"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((instr(CASE json_type(e.properties, '$."a.b"') WHEN 'text' THEN json_extract(e.properties, '$."a.b"') END, ?) > 0));
-- total parameters
--   "acme"
--   "site"
--   "2"

-- answer: 1 in all
--   {"id":"e2"}
