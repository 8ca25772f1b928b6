-- page
SELECT e.id, e.user_message_count, e.organization_id, e.project_id, e.integration_id, strftime('%Y-%m-%dT%H:%M:%fZ', e.first_message_time / 1000.0, 'unixepoch'), e.type, e.properties, e.user_properties
FROM conversations AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.user_message_count IN (SELECT value FROM json_each(?)) OR e.user_message_count IS NULL))
ORDER BY e.first_message_time DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[9,2.0]"
--   1000
--   0

-- total
SELECT count(*)
FROM conversations AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.user_message_count IN (SELECT value FROM json_each(?)) OR e.user_message_count IS NULL));
-- total parameters
--   "acme"
--   "site"
--   "[9,2.0]"

-- answer: 3 in all
--   {"id":"c3","userMessageCount":9,"organizationId":"acme","projectId":"site","integrationId":null,"firstMessageTime":"2026-03-02T11:00:00.000Z","type":"openai","properties":{"n":"12","plan":"free"},"userProperties":{"userId":"u1"}}
--   {"id":"c1","userMessageCount":2,"organizationId":"acme","projectId":"site","integrationId":"chat","firstMessageTime":"2026-03-02T10:15:00.000Z","type":"openai","properties":{"n":"12","plan":"pro"},"userProperties":{"userId":"u1"}}
--   {"id":"c5","userMessageCount":2,"organizationId":"acme","projectId":"site","integrationId":null,"firstMessageTime":"2026-03-02T10:15:00.000Z","type":"openai","properties":null,"userProperties":null}
