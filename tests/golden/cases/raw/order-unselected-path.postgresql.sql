SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text
ORDER BY (CASE jsonb_typeof((e.properties #> '{"order","id"}'::text[])) WHEN 'number' THEN ((e.properties #> '{"order","id"}'::text[]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> '{"order","id"}'::text[])) END), (CASE jsonb_typeof((e.properties #> '{"order","id"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"order","id"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.properties #>> '{"order","id"}'::text[])) ELSE evsrv_text((e.properties #> '{"order","id"}'::text[])) END COLLATE "C"), e.created_at DESC, e.id
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
