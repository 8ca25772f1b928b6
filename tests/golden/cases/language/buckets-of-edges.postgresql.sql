SELECT * FROM (SELECT CASE WHEN (CASE jsonb_typeof((e.properties #> '{"n"}'::text[])) WHEN 'number' THEN ((e.properties #> '{"n"}'::text[]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> '{"n"}'::text[])) END) >= $1::text::numeric THEN 2 WHEN (CASE jsonb_typeof((e.properties #> '{"n"}'::text[])) WHEN 'number' THEN ((e.properties #> '{"n"}'::text[]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> '{"n"}'::text[])) END) >= $2::text::numeric THEN 1 WHEN (CASE jsonb_typeof((e.properties #> '{"n"}'::text[])) WHEN 'number' THEN ((e.properties #> '{"n"}'::text[]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> '{"n"}'::text[])) END) >= $3::text::numeric THEN 0 END AS key_0, count(*) FILTER (WHERE true) AS part_0 FROM events AS e WHERE e.organization_id = $4::text AND e.project_id = $5::text GROUP BY 1) AS given LIMIT $6::bigint;
--   "10"
--   "1.5"
--   "0"
--   "acme"
--   "site"
--   1000001
