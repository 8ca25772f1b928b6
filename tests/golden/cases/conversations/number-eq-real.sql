-- page
SELECT e.id, e.user_message_count, e.organization_id, e.project_id, e.integration_id, strftime('%Y-%m-%dT%H:%M:%fZ', e.first_message_time / 1000.0, 'unixepoch'), e.type, e.properties, e.user_properties
FROM conversations AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.user_message_count = ?))
ORDER BY e.first_message_time DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   2.0
--   1000
--   0

-- total
SELECT count(*)
FROM conversations AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.user_message_count = ?));
-- total parameters
--   "acme"
--   "site"
--   2.0

-- answer: 2 in all
--   {"id":"c1","userMessageCount":2,"organizationId":"acme","projectId":"site","integrationId":"chat","firstMessageTime":"2026-03-02T10:15:00.000Z","type":"openai","properties":{"n":"12","plan":"pro"},"userProperties":{"userId":"u1"}}
--   {"id":"c5","userMessageCount":2,"organizationId":"acme","projectId":"site","integrationId":null,"firstMessageTime":"2026-03-02T10:15:00.000Z","type":"openai","properties":null,"userProperties":null}
