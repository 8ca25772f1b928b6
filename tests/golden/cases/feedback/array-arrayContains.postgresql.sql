SELECT e.id, e.type, e.message_id, e.created_at, e.organization_id, e.reasons::text, e.properties::text, e.user_properties::text, e.conversation_id, e.project_id, e.integration_id
FROM feedback AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (jsonb_typeof(e.reasons) = 'array' AND e.reasons @> $3::jsonb)
ORDER BY e.created_at DESC, e.id
LIMIT $4::bigint OFFSET $5::bigint;
--   "acme"
--   "site"
--   "[\"inaccurate\"]"
--   1000
--   0

SELECT count(*)
FROM feedback AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (jsonb_typeof(e.reasons) = 'array' AND e.reasons @> $3::jsonb);
--   "acme"
--   "site"
--   "[\"inaccurate\"]"
