-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.promoted_1 = ? OR CASE WHEN e.promoted_1_json IS NULL THEN typeof(e.promoted_1) WHEN typeof(e.promoted_1) = 'real' THEN 'real' WHEN typeof(e.promoted_1) = 'integer' THEN e.promoted_1_json WHEN e.promoted_1_json < '{' THEN 'array' ELSE 'object' END IN ('integer', 'real', 'true', 'false') AND coalesce(e.promoted_1_json, nullif(json_quote(e.promoted_1), 'null')) = ?))
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
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.promoted_1 = ? OR CASE WHEN e.promoted_1_json IS NULL THEN typeof(e.promoted_1) WHEN typeof(e.promoted_1) = 'real' THEN 'real' WHEN typeof(e.promoted_1) = 'integer' THEN e.promoted_1_json WHEN e.promoted_1_json < '{' THEN 'array' ELSE 'object' END IN ('integer', 'real', 'true', 'false') AND coalesce(e.promoted_1_json, nullif(json_quote(e.promoted_1), 'null')) = ?));
-- total parameters
--   "acme"
--   "site"
--   "12"
--   "12"

-- answer: 2 in all
--   {"id":"e1"}
--   {"id":"e2"}
