SELECT e.id, nullif((e.properties #> '{"a.b"}'::text[]), 'null'::jsonb)::text
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text
ORDER BY (e.properties #>> '{"a.b"}'::text[]) IS NULL, (CASE jsonb_typeof((e.properties #> '{"a.b"}'::text[])) WHEN 'number' THEN ((e.properties #> '{"a.b"}'::text[]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> '{"a.b"}'::text[])) END) DESC, (CASE jsonb_typeof((e.properties #> '{"a.b"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"a.b"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.properties #>> '{"a.b"}'::text[])) ELSE evsrv_text((e.properties #> '{"a.b"}'::text[])) END COLLATE "C") DESC, e.created_at DESC, e.id
LIMIT $3::bigint OFFSET $4::bigint;
--   "acme"
--   "site"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text;
--   "acme"
--   "site"
