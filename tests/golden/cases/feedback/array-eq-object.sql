-- page
SELECT e.id, e.type, e.message_id, strftime('%Y-%m-%dT%H:%M:%fZ', e.created_at / 1000.0, 'unixepoch'), e.organization_id, e.reasons, e.properties, e.user_properties, e.conversation_id, e.project_id, e.integration_id
FROM feedback AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((0))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT count(*)
FROM feedback AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((0));
-- total parameters
--   "acme"
--   "site"

-- answer: 0 in all
