SELECT e.id, e.user_message_count, e.organization_id, e.project_id, e.integration_id, e.first_message_time, e.type, e.properties::text, e.user_properties::text
FROM conversations AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (e.user_message_count IS NOT NULL AND ((e.user_message_count::numeric = ANY (ARRAY(SELECT jsonb_array_elements_text($3::jsonb)::numeric)))) IS NOT TRUE)
ORDER BY e.first_message_time DESC, e.id
LIMIT $4::bigint OFFSET $5::bigint;
--   "acme"
--   "site"
--   "[\"2\"]"
--   1000
--   0

SELECT count(*)
FROM conversations AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (e.user_message_count IS NOT NULL AND ((e.user_message_count::numeric = ANY (ARRAY(SELECT jsonb_array_elements_text($3::jsonb)::numeric)))) IS NOT TRUE);
--   "acme"
--   "site"
--   "[\"2\"]"
