-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((? IN (SELECT CASE WHEN json_type(e.properties) = 'object' THEN member.key ELSE member.value END FROM json_each(e.properties) AS member WHERE json_type(e.properties) = 'object' OR member.type = 'text')))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "q\"t"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((? IN (SELECT CASE WHEN json_type(e.properties) = 'object' THEN member.key ELSE member.value END FROM json_each(e.properties) AS member WHERE json_type(e.properties) = 'object' OR member.type = 'text')));
-- total parameters
--   "acme"
--   "site"
--   "q\"t"

-- answer: 5 in all
--   {"id":"e1"}
--   {"id":"e7"}
--   {"id":"e2"}
--   {"id":"e3"}
--   {"id":"e6"}
