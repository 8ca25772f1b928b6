SELECT e.id
FROM conversations AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (e.first_message_time >= $3::bigint)
ORDER BY e.first_message_time DESC, e.id
LIMIT $4::bigint OFFSET $5::bigint;
--   "acme"
--   "site"
--   1772409600000
--   1000
--   0

SELECT count(*)
FROM conversations AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (e.first_message_time >= $3::bigint);
--   "acme"
--   "site"
--   1772409600000
