SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.event_type = $3::text) AND ((e.properties @> $4::jsonb) OR (CASE WHEN jsonb_typeof((e.properties #> '{"n"}'::text[])) IN ('number') THEN (CASE jsonb_typeof((e.properties #> '{"n"}'::text[])) WHEN 'number' THEN ((e.properties #> '{"n"}'::text[]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> '{"n"}'::text[])) END) > $5::text::numeric END)))
ORDER BY e.created_at DESC, e.id
LIMIT $6::bigint OFFSET $7::bigint;
--   "acme"
--   "site"
--   "message"
--   "{\"plan\":\"pro\"}"
--   "0"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.event_type = $3::text) AND ((e.properties @> $4::jsonb) OR (CASE WHEN jsonb_typeof((e.properties #> '{"n"}'::text[])) IN ('number') THEN (CASE jsonb_typeof((e.properties #> '{"n"}'::text[])) WHEN 'number' THEN ((e.properties #> '{"n"}'::text[]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> '{"n"}'::text[])) END) > $5::text::numeric END)));
--   "acme"
--   "site"
--   "message"
--   "{\"plan\":\"pro\"}"
--   "0"
