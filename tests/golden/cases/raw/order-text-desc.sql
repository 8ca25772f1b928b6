-- page
SELECT e.id, e.message_id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
ORDER BY e.message_id DESC, e.created_at DESC, e.id
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
--   {"id":"e2","messageId":"9"}
--   {"id":"e1","messageId":"12"}
--   {"id":"e7","messageId":"-3.5"}
--   {"id":"e3"}
--   {"id":"e4"}
--   {"id":"e6"}
--   {"id":"e5"}
