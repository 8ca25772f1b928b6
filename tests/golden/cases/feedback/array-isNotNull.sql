-- page
SELECT e.id, e.type, e.message_id, strftime('%Y-%m-%dT%H:%M:%fZ', e.created_at / 1000.0, 'unixepoch'), e.organization_id, e.reasons, e.properties, e.user_properties, e.conversation_id, e.project_id, e.integration_id
FROM feedback AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.reasons IS NOT NULL))
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
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.reasons IS NOT NULL));
-- total parameters
--   "acme"
--   "site"

-- answer: 4 in all
--   {"id":"f2","type":"positive","messageId":"m2","createdAt":"2026-03-03T10:15:00.000Z","organizationId":"acme","reasons":[],"properties":null,"userProperties":null,"conversationId":"c1","projectId":"site","integrationId":null}
--   {"id":"f1","type":"negative","messageId":"m1","createdAt":"2026-03-02T10:15:00.000Z","organizationId":"acme","reasons":[{"details":"old","label":"inaccurate"},{"details":"","label":"too long"}],"properties":{"plan":"pro"},"userProperties":{"userId":"u1"},"conversationId":"c1","projectId":"site","integrationId":null}
--   {"id":"f4","type":"negative","messageId":"m4","createdAt":"2026-02-28T23:59:59.999Z","organizationId":"acme","reasons":[{"details":"","label":"inaccurate"}],"properties":null,"userProperties":null,"projectId":"site","integrationId":"chat"}
--   {"id":"f5","type":"negative","messageId":"m5","createdAt":"2026-02-28T23:59:59.999Z","organizationId":"acme","reasons":[{"details":"","label":"inaccurate"}],"properties":null,"userProperties":null,"projectId":"site","integrationId":null}
