SELECT * FROM (SELECT nullif(width_bucket((CASE jsonb_typeof((e.properties #> '{"n"}'::text[])) WHEN 'number' THEN ((e.properties #> '{"n"}'::text[]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> '{"n"}'::text[])) END), ARRAY[$1::text::numeric, $2::text::numeric, $3::text::numeric]::numeric[]), 0) AS key_0, count(*) AS part_0 FROM events AS e WHERE e.organization_id = $4::text AND e.project_id = $5::text GROUP BY 1) AS given LIMIT $6::bigint;
--   "0"
--   "1.5"
--   "10"
--   "acme"
--   "site"
--   1000001
