-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$."a.b"') = 'object' AND json_type(e.properties, '$."a.b".id') IN ('integer', 'real') AND json_extract(e.properties, '$."a.b".id') = ? AND json_type(e.properties, '$."a.b".sku') = 'text' AND json_extract(e.properties, '$."a.b".sku') = ?))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1
--   "x"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$."a.b"') = 'object' AND json_type(e.properties, '$."a.b".id') IN ('integer', 'real') AND json_extract(e.properties, '$."a.b".id') = ? AND json_type(e.properties, '$."a.b".sku') = 'text' AND json_extract(e.properties, '$."a.b".sku') = ?));
-- total parameters
--   "acme"
--   "site"
--   1
--   "x"

-- answer: 1 in all
--   {"id":"e6"}
