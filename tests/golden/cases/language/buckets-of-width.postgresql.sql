SELECT * FROM (SELECT evsrv_numeric_bucket((CASE jsonb_typeof((e.properties #> '{"n"}'::text[])) WHEN 'number' THEN ((e.properties #> '{"n"}'::text[]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> '{"n"}'::text[])) END), $1::float8, $2::float8) AS key_0, count(*) AS part_0 FROM events AS e WHERE e.organization_id = $3::text AND e.project_id = $4::text GROUP BY 1) AS given LIMIT $5::bigint;
--   2.0
--   1.0
--   "acme"
--   "site"
--   1000001
