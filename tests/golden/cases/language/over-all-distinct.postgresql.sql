SELECT * FROM (SELECT ('{1772150400000,1772236800000,1772323200000,1772409600000,1772496000000,-9223372036854775808}'::bigint[])[width_bucket(e.created_at, '{1772150400000,1772236800000,1772323200000,1772409600000,1772496000000,1772582400000}'::bigint[])] AS key_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text AND e.created_at >= $3::bigint AND e.created_at <= $4::bigint GROUP BY 1) AS given LIMIT $5::bigint;
--   "acme"
--   "site"
--   1772150400000
--   1772582399999
--   1000001

SELECT * FROM (WITH different AS (SELECT * FROM (SELECT DISTINCT ('{0,1,2,3,4,-9223372036854775808}'::bigint[])[width_bucket(e.created_at, '{1772150400000,1772236800000,1772323200000,1772409600000,1772496000000,1772582400000}'::bigint[])] AS key_0, e.type AS value_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text AND e.created_at >= $3::bigint AND e.created_at <= $4::bigint) AS every WHERE value_0 IS NOT NULL) SELECT key_0, sum(change) FROM (SELECT min(key_0) AS key_0, 1 AS change FROM different GROUP BY value_0) AS changed GROUP BY 1) AS given LIMIT $5::bigint;
--   "acme"
--   "site"
--   1772150400000
--   1772582399999
--   999998
