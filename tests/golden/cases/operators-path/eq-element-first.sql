-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(evsrv_json_at(e.properties, ?), '$') = ?))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[\"tags\",\"0\"]"
--   "a"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_extract(evsrv_json_at(e.properties, ?), '$') = ?));
-- total parameters
--   "acme"
--   "site"
--   "[\"tags\",\"0\"]"
--   "a"

-- answer: 1 in all
--   {"id":"e1"}
