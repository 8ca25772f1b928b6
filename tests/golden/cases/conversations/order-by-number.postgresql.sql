SELECT e.id, e.user_message_count
FROM conversations AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text
ORDER BY e.user_message_count DESC, e.first_message_time DESC, e.id
LIMIT $3::bigint OFFSET $4::bigint;
--   "acme"
--   "site"
--   1000
--   0

SELECT count(*)
FROM conversations AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text;
--   "acme"
--   "site"
