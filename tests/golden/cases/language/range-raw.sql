-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND e.created_at >= ? AND e.created_at <= ?
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1772150400000
--   1772582399999
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND e.created_at >= ? AND e.created_at <= ?;
-- total parameters
--   "acme"
--   "site"
--   1772150400000
--   1772582399999

-- answer: 4 in all
--   {"id":"e1"}
--   {"id":"e7"}
--   {"id":"e2"}
--   {"id":"e3"}
