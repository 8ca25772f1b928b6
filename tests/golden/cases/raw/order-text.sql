-- page
SELECT e.id, e.type
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
ORDER BY e.type, e.created_at DESC, e.id
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
--   {"id":"e6","type":"Opened"}
--   {"id":"e1","type":"answer_copied"}
--   {"id":"e2","type":"answer_copied"}
--   {"id":"e3","type":"opened"}
--   {"id":"e7","type":"rated"}
--   {"id":"e4","type":"searched"}
--   {"id":"e5","type":"searched"}
