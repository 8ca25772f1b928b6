SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.properties #>> '{"tags"}'::text[]) IS NOT NULL AND (e.properties @> $3::jsonb AND (e.properties #> '{"tags"}'::text[]) = $4::jsonb) IS NOT TRUE)
ORDER BY e.created_at DESC, e.id
LIMIT $5::bigint OFFSET $6::bigint;
--   "acme"
--   "site"
--   "{\"tags\":[\"a\",\"b\",1.0]}"
--   "[\"a\",\"b\",1.0]"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.properties #>> '{"tags"}'::text[]) IS NOT NULL AND (e.properties @> $3::jsonb AND (e.properties #> '{"tags"}'::text[]) = $4::jsonb) IS NOT TRUE);
--   "acme"
--   "site"
--   "{\"tags\":[\"a\",\"b\",1.0]}"
--   "[\"a\",\"b\",1.0]"
