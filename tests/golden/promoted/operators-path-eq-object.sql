-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((CASE WHEN e.promoted_4_json IS NULL THEN typeof(e.promoted_4) WHEN typeof(e.promoted_4) = 'real' THEN 'real' WHEN typeof(e.promoted_4) = 'integer' THEN e.promoted_4_json WHEN e.promoted_4_json < '{' THEN 'array' ELSE 'object' END = 'object' AND evsrv_json_equal(coalesce(e.promoted_4_json, nullif(json_quote(e.promoted_4), 'null')), ?)))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "{\"gift\":false,\"id\":7}"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((CASE WHEN e.promoted_4_json IS NULL THEN typeof(e.promoted_4) WHEN typeof(e.promoted_4) = 'real' THEN 'real' WHEN typeof(e.promoted_4) = 'integer' THEN e.promoted_4_json WHEN e.promoted_4_json < '{' THEN 'array' ELSE 'object' END = 'object' AND evsrv_json_equal(coalesce(e.promoted_4_json, nullif(json_quote(e.promoted_4), 'null')), ?)));
-- total parameters
--   "acme"
--   "site"
--   "{\"gift\":false,\"id\":7}"

-- answer: 1 in all
--   {"id":"e1"}
