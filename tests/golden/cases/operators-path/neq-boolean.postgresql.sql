SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.properties #>> '{"ok"}'::text[]) IS NOT NULL AND (e.properties @> $3::jsonb) IS NOT TRUE)
ORDER BY e.created_at DESC, e.id
LIMIT $4::bigint OFFSET $5::bigint;
--   "acme"
--   "site"
--   "{\"ok\":true}"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.properties #>> '{"ok"}'::text[]) IS NOT NULL AND (e.properties @> $3::jsonb) IS NOT TRUE);
--   "acme"
--   "site"
--   "{\"ok\":true}"
