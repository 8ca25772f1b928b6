SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.properties #>> '{"n"}'::text[]) IS NOT NULL AND ((e.properties @> $3::jsonb) OR (e.properties @> $4::jsonb) OR ((e.properties @> $5::jsonb) OR (e.properties @> $6::jsonb) AND (CASE jsonb_typeof((e.properties #> '{"n"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"n"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.properties #>> '{"n"}'::text[])) ELSE evsrv_text((e.properties #> '{"n"}'::text[])) END COLLATE "C") = $7::text) OR (e.properties @> $8::jsonb) OR (e.properties @> $9::jsonb) OR (e.properties @> $10::jsonb AND (e.properties #> '{"n"}'::text[]) = $11::jsonb) OR (e.properties @> $12::jsonb AND (e.properties #> '{"n"}'::text[]) = $13::jsonb) OR ((e.properties #>> '{"n"}'::text[]) IS NULL)) IS NOT TRUE)
ORDER BY e.created_at DESC, e.id
LIMIT $14::bigint OFFSET $15::bigint;
--   "acme"
--   "site"
--   "{\"n\":12}"
--   "{\"n\":12.5}"
--   "{\"n\":\"12\"}"
--   "{\"n\":12}"
--   "12"
--   "{\"n\":\"x\"}"
--   "{\"n\":true}"
--   "{\"n\":[1]}"
--   "[1]"
--   "{\"n\":{\"a\":1}}"
--   "{\"a\":1}"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.properties #>> '{"n"}'::text[]) IS NOT NULL AND ((e.properties @> $3::jsonb) OR (e.properties @> $4::jsonb) OR ((e.properties @> $5::jsonb) OR (e.properties @> $6::jsonb) AND (CASE jsonb_typeof((e.properties #> '{"n"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"n"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.properties #>> '{"n"}'::text[])) ELSE evsrv_text((e.properties #> '{"n"}'::text[])) END COLLATE "C") = $7::text) OR (e.properties @> $8::jsonb) OR (e.properties @> $9::jsonb) OR (e.properties @> $10::jsonb AND (e.properties #> '{"n"}'::text[]) = $11::jsonb) OR (e.properties @> $12::jsonb AND (e.properties #> '{"n"}'::text[]) = $13::jsonb) OR ((e.properties #>> '{"n"}'::text[]) IS NULL)) IS NOT TRUE);
--   "acme"
--   "site"
--   "{\"n\":12}"
--   "{\"n\":12.5}"
--   "{\"n\":\"12\"}"
--   "{\"n\":12}"
--   "12"
--   "{\"n\":\"x\"}"
--   "{\"n\":true}"
--   "{\"n\":[1]}"
--   "[1]"
--   "{\"n\":{\"a\":1}}"
--   "{\"a\":1}"
