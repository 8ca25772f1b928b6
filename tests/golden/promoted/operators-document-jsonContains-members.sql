-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((CASE WHEN e.promoted_2_json IS NULL THEN typeof(e.promoted_2) WHEN typeof(e.promoted_2) = 'real' THEN 'real' WHEN typeof(e.promoted_2) = 'integer' THEN e.promoted_2_json WHEN e.promoted_2_json < '{' THEN 'array' ELSE 'object' END = 'text' AND e.promoted_2 = ? AND CASE WHEN e.promoted_1_json IS NULL THEN typeof(e.promoted_1) WHEN typeof(e.promoted_1) = 'real' THEN 'real' WHEN typeof(e.promoted_1) = 'integer' THEN e.promoted_1_json WHEN e.promoted_1_json < '{' THEN 'array' ELSE 'object' END IN ('integer', 'real') AND e.promoted_1 = ? AND CASE json_type(e.properties, '$.ok') WHEN 'true' THEN 1 WHEN 'false' THEN 0 END = 1))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "pro"
--   12
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((CASE WHEN e.promoted_2_json IS NULL THEN typeof(e.promoted_2) WHEN typeof(e.promoted_2) = 'real' THEN 'real' WHEN typeof(e.promoted_2) = 'integer' THEN e.promoted_2_json WHEN e.promoted_2_json < '{' THEN 'array' ELSE 'object' END = 'text' AND e.promoted_2 = ? AND CASE WHEN e.promoted_1_json IS NULL THEN typeof(e.promoted_1) WHEN typeof(e.promoted_1) = 'real' THEN 'real' WHEN typeof(e.promoted_1) = 'integer' THEN e.promoted_1_json WHEN e.promoted_1_json < '{' THEN 'array' ELSE 'object' END IN ('integer', 'real') AND e.promoted_1 = ? AND CASE json_type(e.properties, '$.ok') WHEN 'true' THEN 1 WHEN 'false' THEN 0 END = 1));
-- total parameters
--   "acme"
--   "site"
--   "pro"
--   12

-- answer: 1 in all
--   {"id":"e1"}
