SELECT *, count(*) OVER () FROM (SELECT min(evsrv_number(e.message_id)) AS part_0, min(e.created_at::numeric) AS part_1, min((CASE jsonb_typeof((e.properties #> '{"n"}'::text[])) WHEN 'number' THEN ((e.properties #> '{"n"}'::text[]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> '{"n"}'::text[])) END)) AS part_2, min((CASE jsonb_typeof((e.properties #> '{"a.b"}'::text[])) WHEN 'number' THEN ((e.properties #> '{"a.b"}'::text[]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> '{"a.b"}'::text[])) END)) AS part_3, min((CASE jsonb_typeof((e.properties #> ARRAY[$1::text])) WHEN 'number' THEN ((e.properties #> ARRAY[$2::text]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> ARRAY[$3::text])) END)) AS part_4, min(NULL::numeric) AS part_5 FROM events AS e WHERE e.organization_id = $4::text AND e.project_id = $5::text) AS every LIMIT $6 OFFSET $7;
--   "q\"t"
--   "q\"t"
--   "q\"t"
--   "acme"
--   "site"
--   1000
--   0
