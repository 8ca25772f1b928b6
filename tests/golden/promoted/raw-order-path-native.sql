-- page
SELECT e.id, coalesce(e.promoted_1_json, nullif(json_quote(e.promoted_1), 'null'))
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
ORDER BY e.promoted_1 IS NULL, CASE WHEN e.promoted_1 < ':' THEN CASE typeof(e.promoted_1) WHEN 'real' THEN e.promoted_1 WHEN 'integer' THEN iif(e.promoted_1_json IS NULL, e.promoted_1, NULL) WHEN 'text' THEN iif(e.promoted_1_json IS NULL, evsrv_number(e.promoted_1), NULL) END END DESC NULLS FIRST, coalesce(e.promoted_1_json, CAST(e.promoted_1 AS TEXT)) DESC, coalesce(e.promoted_1_json, nullif(json_quote(e.promoted_1), 'null')) DESC, e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?;
-- total parameters
--   "acme"
--   "site"

-- answer: 7 in all
--   {"id":"e6","properties.n":true}
--   {"id":"e3","properties.n":12.5}
--   {"id":"e1","properties.n":12}
--   {"id":"e2","properties.n":"12"}
--   {"id":"e7","properties.n":-3}
--   {"id":"e4","properties.n":null}
--   {"id":"e5","properties.n":null}
