SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (nullif((e.properties #> '{"items","0"}'::text[]), 'null'::jsonb) @> $3::jsonb)
ORDER BY e.created_at DESC, e.id
LIMIT $4::bigint OFFSET $5::bigint;
--   "acme"
--   "site"
--   "{\"qty\":1,\"sku\":\"x\"}"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (nullif((e.properties #> '{"items","0"}'::text[]), 'null'::jsonb) @> $3::jsonb);
--   "acme"
--   "site"
--   "{\"qty\":1,\"sku\":\"x\"}"
