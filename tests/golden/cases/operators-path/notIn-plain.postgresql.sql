SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (NOT ((e.properties #>> '{"n"}'::text[]) IS NULL) AND ((nullif((e.properties #> '{"n"}'::text[]), 'null'::jsonb) = ANY (ARRAY(SELECT jsonb_array_elements($3::jsonb))))) IS NOT TRUE)
ORDER BY e.created_at DESC, e.id
LIMIT $4::bigint OFFSET $5::bigint;
--   "acme"
--   "site"
--   "[12,\"x\"]"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (NOT ((e.properties #>> '{"n"}'::text[]) IS NULL) AND ((nullif((e.properties #> '{"n"}'::text[]), 'null'::jsonb) = ANY (ARRAY(SELECT jsonb_array_elements($3::jsonb))))) IS NOT TRUE);
--   "acme"
--   "site"
--   "[12,\"x\"]"
