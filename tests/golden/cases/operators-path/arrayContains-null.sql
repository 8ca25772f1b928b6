-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$.tags') = 'array' AND EXISTS (SELECT 1 FROM json_each(e.properties, '$.tags') AS member WHERE member.type = 'null')))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((json_type(e.properties, '$.tags') = 'array' AND EXISTS (SELECT 1 FROM json_each(e.properties, '$.tags') AS member WHERE member.type = 'null')));
-- total parameters
--   "acme"
--   "site"

-- answer: 1 in all
--   {"id":"e6"}
