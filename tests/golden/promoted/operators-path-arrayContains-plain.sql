-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((CASE WHEN e.promoted_3_json IS NULL THEN typeof(e.promoted_3) WHEN typeof(e.promoted_3) = 'real' THEN 'real' WHEN typeof(e.promoted_3) = 'integer' THEN e.promoted_3_json WHEN e.promoted_3_json < '{' THEN 'array' ELSE 'object' END = 'array' AND EXISTS (SELECT 1 FROM json_each(e.properties, '$.tags') AS member WHERE member.type = 'text' AND member.value = ?)))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "b"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((CASE WHEN e.promoted_3_json IS NULL THEN typeof(e.promoted_3) WHEN typeof(e.promoted_3) = 'real' THEN 'real' WHEN typeof(e.promoted_3) = 'integer' THEN e.promoted_3_json WHEN e.promoted_3_json < '{' THEN 'array' ELSE 'object' END = 'array' AND EXISTS (SELECT 1 FROM json_each(e.properties, '$.tags') AS member WHERE member.type = 'text' AND member.value = ?)));
-- total parameters
--   "acme"
--   "site"
--   "b"

-- answer: 3 in all
--   {"id":"e1"}
--   {"id":"e7"}
--   {"id":"e6"}
