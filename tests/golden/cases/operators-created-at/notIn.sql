-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.created_at IS NOT NULL AND (e.created_at IN (SELECT value FROM json_each(?))) IS NOT TRUE))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[1772236800000,1772446500000]"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.created_at IS NOT NULL AND (e.created_at IN (SELECT value FROM json_each(?))) IS NOT TRUE));
-- total parameters
--   "acme"
--   "site"
--   "[1772236800000,1772446500000]"

-- answer: 4 in all
--   {"id":"e2"}
--   {"id":"e4"}
--   {"id":"e6"}
--   {"id":"e5"}
