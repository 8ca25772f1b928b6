-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((? IN (SELECT CASE WHEN json_type(e.user_properties) = 'object' THEN member.key ELSE member.value END FROM json_each(e.user_properties) AS member WHERE json_type(e.user_properties) = 'object' OR member.type = 'text')))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "userId"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((? IN (SELECT CASE WHEN json_type(e.user_properties) = 'object' THEN member.key ELSE member.value END FROM json_each(e.user_properties) AS member WHERE json_type(e.user_properties) = 'object' OR member.type = 'text')));
-- total parameters
--   "acme"
--   "site"
--   "userId"

-- answer: 4 in all
--   {"id":"e1"}
--   {"id":"e7"}
--   {"id":"e2"}
--   {"id":"e3"}
