-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$."a.b"') IN ('integer', 'real') AND json_extract(e.properties, '$."a.b"') > ?))
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
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$."a.b"') IN ('integer', 'real') AND json_extract(e.properties, '$."a.b"') > ?));
-- total parameters
--   "acme"
--   "site"
--   12

-- answer: 0 in all
