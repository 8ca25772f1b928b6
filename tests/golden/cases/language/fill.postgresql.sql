SELECT * FROM (SELECT ('{1772150400000,1772236800000,1772323200000,1772409600000,1772496000000,-9223372036854775808}'::bigint[])[width_bucket(e.created_at, '{1772150400000,1772236800000,1772323200000,1772409600000,1772496000000,1772582400000}'::bigint[])] AS key_0, count(*) AS part_0, sum((CASE jsonb_typeof((e.properties #> '{"n"}'::text[])) WHEN 'number' THEN ((e.properties #> '{"n"}'::text[]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> '{"n"}'::text[])) END)) AS part_1 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text AND e.created_at >= $3::bigint AND e.created_at <= $4::bigint GROUP BY 1) AS given LIMIT $5::bigint;
--   "acme"
--   "site"
--   1772150400000
--   1772582399999
--   1000001
