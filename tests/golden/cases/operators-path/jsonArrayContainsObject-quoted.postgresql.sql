SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (jsonb_typeof((e.properties #> '{"a.b"}'::text[])) = 'array' AND e.properties @> $3::jsonb)
ORDER BY e.created_at DESC, e.id
LIMIT $4::bigint OFFSET $5::bigint;
--   "acme"
--   "site"
--   "{\"a.b\":[{\"sku\":\"x\"}]}"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (jsonb_typeof((e.properties #> '{"a.b"}'::text[])) = 'array' AND e.properties @> $3::jsonb);
--   "acme"
--   "site"
--   "{\"a.b\":[{\"sku\":\"x\"}]}"
