SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.properties @> $3::jsonb) OR (e.properties @> $4::jsonb) AND (CASE jsonb_typeof((e.properties #> '{"a.b"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"a.b"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.properties #>> '{"a.b"}'::text[])) ELSE evsrv_text((e.properties #> '{"a.b"}'::text[])) END COLLATE "C") = $5::text)
ORDER BY e.created_at DESC, e.id
LIMIT $6::bigint OFFSET $7::bigint;
--   "acme"
--   "site"
--   "{\"a.b\":\"12\"}"
--   "{\"a.b\":12}"
--   "12"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.properties @> $3::jsonb) OR (e.properties @> $4::jsonb) AND (CASE jsonb_typeof((e.properties #> '{"a.b"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"a.b"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.properties #>> '{"a.b"}'::text[])) ELSE evsrv_text((e.properties #> '{"a.b"}'::text[])) END COLLATE "C") = $5::text);
--   "acme"
--   "site"
--   "{\"a.b\":\"12\"}"
--   "{\"a.b\":12}"
--   "12"
