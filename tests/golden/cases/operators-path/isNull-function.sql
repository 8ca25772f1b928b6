-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(evsrv_json_at(e.properties, ?), '$') IS NULL))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[\"q\\\"t\"]"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(evsrv_json_at(e.properties, ?), '$') IS NULL));
-- total parameters
--   "acme"
--   "site"
--   "[\"q\\\"t\"]"

-- answer: 2 in all
--   {"id":"e4"}
--   {"id":"e5"}
