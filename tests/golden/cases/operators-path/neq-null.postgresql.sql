SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.properties #>> '{"plan"}'::text[]) IS NOT NULL)
ORDER BY e.created_at DESC, e.id
LIMIT $3::bigint OFFSET $4::bigint;
--   "acme"
--   "site"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.properties #>> '{"plan"}'::text[]) IS NOT NULL);
--   "acme"
--   "site"
