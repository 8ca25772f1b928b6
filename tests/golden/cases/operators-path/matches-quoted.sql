-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((text_matches(?, CASE json_type(e.properties, '$."a.b"') WHEN 'text' THEN json_extract(e.properties, '$."a.b"') END)))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "^\\d+$"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((text_matches(?, CASE json_type(e.properties, '$."a.b"') WHEN 'text' THEN json_extract(e.properties, '$."a.b"') END)));
-- total parameters
--   "acme"
--   "site"
--   "^\\d+$"

-- answer: 1 in all
--   {"id":"e2"}
