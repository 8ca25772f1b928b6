-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(e.properties, '$."a.b"') IS NOT NULL AND (json_type(e.properties, '$."a.b"') IN ('integer', 'real') AND json_extract(e.properties, '$."a.b"') = ?) IS NOT TRUE))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   12
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(e.properties, '$."a.b"') IS NOT NULL AND (json_type(e.properties, '$."a.b"') IN ('integer', 'real') AND json_extract(e.properties, '$."a.b"') = ?) IS NOT TRUE));
-- total parameters
--   "acme"
--   "site"
--   12

-- answer: 3 in all
--   {"id":"e7"}
--   {"id":"e2"}
--   {"id":"e6"}
