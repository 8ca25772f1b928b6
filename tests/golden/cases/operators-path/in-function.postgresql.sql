SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.properties @> $3::jsonb) OR (e.properties @> $4::jsonb))
ORDER BY e.created_at DESC, e.id
LIMIT $5::bigint OFFSET $6::bigint;
--   "acme"
--   "site"
--   "{\"q\\\"t\":12}"
--   "{\"q\\\"t\":\"x\"}"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.properties @> $3::jsonb) OR (e.properties @> $4::jsonb));
--   "acme"
--   "site"
--   "{\"q\\\"t\":12}"
--   "{\"q\\\"t\":\"x\"}"
