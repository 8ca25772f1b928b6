-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((instr(text_folded(CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') END), ?) > 0))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "f"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((instr(text_folded(CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') END), ?) > 0));
-- total parameters
--   "acme"
--   "site"
--   "f"

-- answer: 1 in all
--   {"id":"e2"}
