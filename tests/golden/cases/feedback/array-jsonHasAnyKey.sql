-- page
SELECT e.id, e.type, e.message_id, strftime('%Y-%m-%dT%H:%M:%fZ', e.created_at / 1000.0, 'unixepoch'), e.organization_id, e.reasons, e.properties, e.user_properties, e.conversation_id, e.project_id, e.integration_id
FROM feedback AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((EXISTS (SELECT 1 FROM json_each(?) AS wanted WHERE wanted.value IN (SELECT CASE WHEN json_type(e.reasons) = 'object' THEN member.key ELSE member.value END FROM json_each(e.reasons) AS member WHERE json_type(e.reasons) = 'object' OR member.type = 'text'))))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[\"label\"]"
--   1000
--   0

-- total
SELECT count(*)
FROM feedback AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((EXISTS (SELECT 1 FROM json_each(?) AS wanted WHERE wanted.value IN (SELECT CASE WHEN json_type(e.reasons) = 'object' THEN member.key ELSE member.value END FROM json_each(e.reasons) AS member WHERE json_type(e.reasons) = 'object' OR member.type = 'text'))));
-- total parameters
--   "acme"
--   "site"
--   "[\"label\"]"

-- answer: 0 in all
