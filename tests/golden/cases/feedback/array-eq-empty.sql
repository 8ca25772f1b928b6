-- page
SELECT e.id, e.type, e.message_id, strftime('%Y-%m-%dT%H:%M:%fZ', e.created_at / 1000.0, 'unixepoch'), e.organization_id, e.reasons, e.properties, e.user_properties, e.conversation_id, e.project_id, e.integration_id
FROM feedback AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((evsrv_json_equal(e.reasons, ?)))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[]"
--   1000
--   0

-- total
SELECT count(*)
FROM feedback AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((evsrv_json_equal(e.reasons, ?)));
-- total parameters
--   "acme"
--   "site"
--   "[]"

-- answer: 1 in all
--   {"id":"f2","type":"positive","messageId":"m2","createdAt":"2026-03-03T10:15:00.000Z","organizationId":"acme","reasons":[],"properties":null,"userProperties":null,"conversationId":"c1","projectId":"site","integrationId":null}
