SELECT * FROM (SELECT ('{1772150400000,1772236800000,1772323200000,1772409600000,1772496000000,-9223372036854775808}'::bigint[])[width_bucket(e.created_at, '{1772150400000,1772236800000,1772323200000,1772409600000,1772496000000,1772582400000}'::bigint[])] AS key_0, (CASE jsonb_typeof((e.properties #> '{"plan"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"plan"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.properties #>> '{"plan"}'::text[])) ELSE evsrv_text((e.properties #> '{"plan"}'::text[])) END COLLATE "C") AS key_1 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text AND e.created_at >= $3::bigint AND e.created_at <= $4::bigint GROUP BY 1, 2) AS given LIMIT $5::bigint;
--   "acme"
--   "site"
--   1772150400000
--   1772582399999
--   1000001

SELECT * FROM (WITH different AS (SELECT * FROM (SELECT DISTINCT ('{0,1,2,3,4,5,-9223372036854775808}'::bigint[])[width_bucket(e.created_at, '{1772064000000,1772150400000,1772236800000,1772323200000,1772409600000,1772496000000,1772582400000}'::bigint[])] AS key_0, (CASE jsonb_typeof((e.properties #> '{"plan"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"plan"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.properties #>> '{"plan"}'::text[])) ELSE evsrv_text((e.properties #> '{"plan"}'::text[])) END COLLATE "C") AS key_1, e.type AS value_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text AND e.created_at >= $3::bigint AND e.created_at <= $4::bigint) AS every WHERE value_0 IS NOT NULL) SELECT key_0, key_1, sum(change) FROM (SELECT key_0, key_1, 1 AS change FROM different UNION ALL SELECT least(key_0 + 2, coalesce(lead(key_0) OVER (PARTITION BY key_1, value_0 ORDER BY key_0), key_0 + 2)) AS key_0, key_1, -1 AS change FROM different) AS changed GROUP BY 1, 2) AS given LIMIT $5::bigint;
--   "acme"
--   "site"
--   1772064000000
--   1772582399999
--   999998
