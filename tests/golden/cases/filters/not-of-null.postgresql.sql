SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (CASE WHEN jsonb_typeof((e.properties #> '{"absent"}'::text[])) IN ('number') THEN (CASE jsonb_typeof((e.properties #> '{"absent"}'::text[])) WHEN 'number' THEN ((e.properties #> '{"absent"}'::text[]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> '{"absent"}'::text[])) END) > $3::text::numeric END) IS NOT TRUE
ORDER BY e.created_at DESC, e.id
LIMIT $4::bigint OFFSET $5::bigint;
--   "acme"
--   "site"
--   "1"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (CASE WHEN jsonb_typeof((e.properties #> '{"absent"}'::text[])) IN ('number') THEN (CASE jsonb_typeof((e.properties #> '{"absent"}'::text[])) WHEN 'number' THEN ((e.properties #> '{"absent"}'::text[]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> '{"absent"}'::text[])) END) > $3::text::numeric END) IS NOT TRUE;
--   "acme"
--   "site"
--   "1"
