-- page
SELECT e.id, e.organization_id, e.project_id, e.integration_id, e.event_type, e.type, e.message_id, e.conversation_id, e.search_query, strftime('%Y-%m-%dT%H:%M:%fZ', e.created_at / 1000.0, 'unixepoch'), e.properties, e.user_properties
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
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
WHERE e.organization_id = ? AND e.project_id = ?;
-- total parameters
--   "acme"
--   "site"

-- answer: 7 in all
--   {"id":"e1","organizationId":"acme","projectId":"site","integrationId":null,"eventType":"message","type":"answer_copied","messageId":"12","createdAt":"2026-03-02T10:15:00.000Z","properties":{"a.b":"12","at":"2026-03-02T00:30:00+01:00","items":"[{\"qty\":1,\"sku\":\"x\"},{\"sku\":\"y\"}]","n":"12","ok":"true","order":"{\"gift\":false,\"id\":7}","plan":"pro","q\"t":"12","sent\"at":"2026-03-02T00:30:00+01:00","sent.at":"2026-03-02T00:30:00+01:00","tags":"[\"a\",\"b\",1]"},"userProperties":{"userId":"u1"}}
--   {"id":"e7","organizationId":"acme","projectId":"site","integrationId":null,"eventType":"message","type":"rated","messageId":"-3.5","createdAt":"2026-03-02T10:15:00.000Z","properties":{"a.b":"[\"id\",\"sku\",{\"id\":1,\"sku\":\"x\"}]","at":"2026-03-02T10:59:59.9996Z","items":"[]","n":"-3","ok":"no","order":"{\"id\":7.0}","plan":"pro","q\"t":"[\"id\",\"sku\",{\"id\":1,\"sku\":\"x\"}]","tags":"[\"b\"]"},"userProperties":{"userId":"7"}}
--   {"id":"e2","organizationId":"acme","projectId":"site","integrationId":null,"eventType":"message","type":"answer_copied","messageId":"9","createdAt":"2026-03-01T23:59:59.999Z","properties":{"a.b":"12","at":"no date","items":"[{\"sku\":\"x\"}]","n":"12","ok":"true","order":"[\"id\",7]","plan":"Free","q\"t":"12","tags":"a"},"userProperties":{"userId":"u1"}}
--   {"id":"e3","organizationId":"acme","projectId":"site","integrationId":null,"eventType":"conversation","type":"opened","conversationId":"c1","createdAt":"2026-02-28T00:00:00.000Z","properties":{"at":"1772323200000","items":"{\"sku\":\"x\"}","n":"12.5","ok":"1","order":"{}","q\"t":"[12,\"a\"]","tags":"[]"},"userProperties":{"userId":"u2"}}
--   {"id":"e4","organizationId":"acme","projectId":"site","integrationId":null,"eventType":"search","type":"searched","searchQuery":"How to, é?","createdAt":"2025-12-31T23:59:59.000Z","properties":null,"userProperties":null}
--   {"id":"e6","organizationId":"acme","projectId":"site","integrationId":null,"eventType":"conversation","type":"Opened","conversationId":"2024-02-29","createdAt":"2024-02-29T12:00:00.000Z","properties":{"a.b":"{\"id\":1,\"sku\":\"x\"}","at":"2024-02-29","items":"[[{\"sku\":\"x\"}]]","n":"true","ok":"false","order":"id","plan":"[1]","q\"t":"{\"id\":1,\"sku\":\"x\"}","tags":"[[\"a\"],\"b\",null]"},"userProperties":null}
--   {"id":"e5","organizationId":"acme","projectId":"site","integrationId":null,"eventType":"search","type":"searched","searchQuery":"","createdAt":"1969-12-31T23:59:59.500Z","properties":{},"userProperties":{}}
