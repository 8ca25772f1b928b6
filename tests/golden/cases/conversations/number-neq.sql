-- page
SELECT e.id, e.user_message_count, e.organization_id, e.project_id, e.integration_id, strftime('%Y-%m-%dT%H:%M:%fZ', e.first_message_time / 1000.0, 'unixepoch'), e.type, e.properties, e.user_properties
FROM conversations AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.user_message_count IS NOT NULL AND (e.user_message_count = ?) IS NOT TRUE))
ORDER BY e.first_message_time DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   2
--   1000
--   0

-- total
SELECT count(*)
FROM conversations AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.user_message_count IS NOT NULL AND (e.user_message_count = ?) IS NOT TRUE));
-- total parameters
--   "acme"
--   "site"
--   2

-- answer: 3 in all
--   {"id":"c3","userMessageCount":9,"organizationId":"acme","projectId":"site","integrationId":null,"firstMessageTime":"2026-03-02T11:00:00.000Z","type":"openai","properties":{"n":"12","plan":"free"},"userProperties":{"userId":"u1"}}
--   {"id":"c2","userMessageCount":10,"organizationId":"acme","projectId":"site","integrationId":null,"firstMessageTime":"2026-03-01T23:59:59.999Z","type":"support_ticket","properties":null,"userProperties":null}
--   {"id":"c4","userMessageCount":0,"organizationId":"acme","projectId":"site","integrationId":null,"firstMessageTime":"2026-02-10T00:00:00.000Z","type":"openai","properties":{},"userProperties":null}
