-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((CASE WHEN e.promoted_1_json IS NULL THEN typeof(e.promoted_1) WHEN typeof(e.promoted_1) = 'real' THEN 'real' WHEN typeof(e.promoted_1) = 'integer' THEN e.promoted_1_json WHEN e.promoted_1_json < '{' THEN 'array' ELSE 'object' END = 'text' AND e.promoted_1 IN (SELECT value FROM json_each(?)) OR CASE WHEN e.promoted_1_json IS NULL THEN typeof(e.promoted_1) WHEN typeof(e.promoted_1) = 'real' THEN 'real' WHEN typeof(e.promoted_1) = 'integer' THEN e.promoted_1_json WHEN e.promoted_1_json < '{' THEN 'array' ELSE 'object' END IN ('integer', 'real', 'true', 'false') AND coalesce(e.promoted_1_json, nullif(json_quote(e.promoted_1), 'null')) IN (SELECT value FROM json_each(?)) OR CASE WHEN e.promoted_1_json IS NULL THEN typeof(e.promoted_1) WHEN typeof(e.promoted_1) = 'real' THEN 'real' WHEN typeof(e.promoted_1) = 'integer' THEN e.promoted_1_json WHEN e.promoted_1_json < '{' THEN 'array' ELSE 'object' END IN ('integer', 'real') AND e.promoted_1 IN (SELECT value FROM json_each(?)) OR EXISTS (SELECT 1 FROM json_each(?) AS wanted WHERE evsrv_json_equal(coalesce(e.promoted_1_json, nullif(json_quote(e.promoted_1), 'null')), wanted.value)) OR e.promoted_1 IS NULL))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[\"12\",\"x\"]"
--   "[\"12\",\"true\"]"
--   "[12,12.5]"
--   "[[1],{\"a\":1}]"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((CASE WHEN e.promoted_1_json IS NULL THEN typeof(e.promoted_1) WHEN typeof(e.promoted_1) = 'real' THEN 'real' WHEN typeof(e.promoted_1) = 'integer' THEN e.promoted_1_json WHEN e.promoted_1_json < '{' THEN 'array' ELSE 'object' END = 'text' AND e.promoted_1 IN (SELECT value FROM json_each(?)) OR CASE WHEN e.promoted_1_json IS NULL THEN typeof(e.promoted_1) WHEN typeof(e.promoted_1) = 'real' THEN 'real' WHEN typeof(e.promoted_1) = 'integer' THEN e.promoted_1_json WHEN e.promoted_1_json < '{' THEN 'array' ELSE 'object' END IN ('integer', 'real', 'true', 'false') AND coalesce(e.promoted_1_json, nullif(json_quote(e.promoted_1), 'null')) IN (SELECT value FROM json_each(?)) OR CASE WHEN e.promoted_1_json IS NULL THEN typeof(e.promoted_1) WHEN typeof(e.promoted_1) = 'real' THEN 'real' WHEN typeof(e.promoted_1) = 'integer' THEN e.promoted_1_json WHEN e.promoted_1_json < '{' THEN 'array' ELSE 'object' END IN ('integer', 'real') AND e.promoted_1 IN (SELECT value FROM json_each(?)) OR EXISTS (SELECT 1 FROM json_each(?) AS wanted WHERE evsrv_json_equal(coalesce(e.promoted_1_json, nullif(json_quote(e.promoted_1), 'null')), wanted.value)) OR e.promoted_1 IS NULL));
-- total parameters
--   "acme"
--   "site"
--   "[\"12\",\"x\"]"
--   "[\"12\",\"true\"]"
--   "[12,12.5]"
--   "[[1],{\"a\":1}]"

-- answer: 6 in all
--   {"id":"e1"}
--   {"id":"e2"}
--   {"id":"e3"}
--   {"id":"e4"}
--   {"id":"e6"}
--   {"id":"e5"}
