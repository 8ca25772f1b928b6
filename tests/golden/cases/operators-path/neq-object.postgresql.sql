SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.properties #>> '{"order"}'::text[]) IS NOT NULL AND (e.properties @> $3::jsonb AND (e.properties #> '{"order"}'::text[]) = $4::jsonb) IS NOT TRUE)
ORDER BY e.created_at DESC, e.id
LIMIT $5::bigint OFFSET $6::bigint;
--   "acme"
--   "site"
--   "{\"order\":{\"gift\":false,\"id\":7}}"
--   "{\"gift\":false,\"id\":7}"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.properties #>> '{"order"}'::text[]) IS NOT NULL AND (e.properties @> $3::jsonb AND (e.properties #> '{"order"}'::text[]) = $4::jsonb) IS NOT TRUE);
--   "acme"
--   "site"
--   "{\"order\":{\"gift\":false,\"id\":7}}"
--   "{\"gift\":false,\"id\":7}"
