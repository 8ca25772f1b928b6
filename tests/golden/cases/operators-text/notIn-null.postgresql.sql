SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (e.message_id IS NOT NULL AND ((e.message_id = ANY (ARRAY(SELECT jsonb_array_elements_text($3::jsonb)))) OR (e.message_id IS NULL)) IS NOT TRUE)
ORDER BY e.created_at DESC, e.id
LIMIT $4::bigint OFFSET $5::bigint;
--   "acme"
--   "site"
--   "[\"12\"]"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (e.message_id IS NOT NULL AND ((e.message_id = ANY (ARRAY(SELECT jsonb_array_elements_text($3::jsonb)))) OR (e.message_id IS NULL)) IS NOT TRUE);
--   "acme"
--   "site"
--   "[\"12\"]"
