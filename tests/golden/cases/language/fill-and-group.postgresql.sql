SELECT * FROM (SELECT ('{1772150400000,1772236800000,1772323200000,1772409600000,1772496000000,-9223372036854775808}'::bigint[])[width_bucket(e.created_at, '{1772150400000,1772236800000,1772323200000,1772409600000,1772496000000,1772582400000}'::bigint[])] AS key_0, (CASE jsonb_typeof((e.properties #> '{"plan"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"plan"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.properties #>> '{"plan"}'::text[])) ELSE evsrv_text((e.properties #> '{"plan"}'::text[])) END COLLATE "C") AS key_1, count(*) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text AND e.created_at >= $3::bigint AND e.created_at <= $4::bigint GROUP BY 1, 2) AS given LIMIT $5::bigint;
--   "acme"
--   "site"
--   1772150400000
--   1772582399999
--   1000001
