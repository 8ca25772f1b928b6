-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((CASE WHEN e.promoted_1_json IS NULL THEN typeof(e.promoted_1) WHEN typeof(e.promoted_1) = 'real' THEN 'real' WHEN typeof(e.promoted_1) = 'integer' THEN e.promoted_1_json WHEN e.promoted_1_json < '{' THEN 'array' ELSE 'object' END IN ('integer', 'real') AND e.promoted_1 > ?))
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
WHERE e.organization_id = ? AND e.project_id = ? AND ((CASE WHEN e.promoted_1_json IS NULL THEN typeof(e.promoted_1) WHEN typeof(e.promoted_1) = 'real' THEN 'real' WHEN typeof(e.promoted_1) = 'integer' THEN e.promoted_1_json WHEN e.promoted_1_json < '{' THEN 'array' ELSE 'object' END IN ('integer', 'real') AND e.promoted_1 > ?));
-- total parameters
--   "acme"
--   "site"
--   12

-- answer: 1 in all
--   {"id":"e3"}
