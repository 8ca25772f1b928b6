-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(e.properties, '$."a.b"') = ? OR json_type(e.properties, '$."a.b"') IN ('integer', 'real', 'true', 'false') AND nullif(e.properties -> '$."a.b"', 'null') = ?))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "12"
--   "12"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(e.properties, '$."a.b"') = ? OR json_type(e.properties, '$."a.b"') IN ('integer', 'real', 'true', 'false') AND nullif(e.properties -> '$."a.b"', 'null') = ?));
-- total parameters
--   "acme"
--   "site"
--   "12"
--   "12"

-- answer: 2 in all
--   {"id":"e1"}
--   {"id":"e2"}
