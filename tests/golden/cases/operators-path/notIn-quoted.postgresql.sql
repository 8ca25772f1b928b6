SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.properties #>> '{"a.b"}'::text[]) IS NOT NULL AND ((e.properties @> $3::jsonb) OR (e.properties @> $4::jsonb)) IS NOT TRUE)
ORDER BY e.created_at DESC, e.id
LIMIT $5::bigint OFFSET $6::bigint;
--   "acme"
--   "site"
--   "{\"a.b\":12}"
--   "{\"a.b\":\"x\"}"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.properties #>> '{"a.b"}'::text[]) IS NOT NULL AND ((e.properties @> $3::jsonb) OR (e.properties @> $4::jsonb)) IS NOT TRUE);
--   "acme"
--   "site"
--   "{\"a.b\":12}"
--   "{\"a.b\":\"x\"}"
