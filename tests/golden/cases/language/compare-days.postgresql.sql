SELECT * FROM (SELECT ('{1772323200000,1772409600000,-9223372036854775808}'::bigint[])[width_bucket(e.created_at, '{1772323200000,1772409600000,1772496000000}'::bigint[])] AS key_0, count(*) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text AND e.created_at >= $3::bigint AND e.created_at <= $4::bigint GROUP BY 1) AS given LIMIT $5::bigint;
--   "acme"
--   "site"
--   1772323200000
--   1772495999999
--   1000001

SELECT * FROM (SELECT ('{1772150400000,1772236800000,-9223372036854775808}'::bigint[])[width_bucket(e.created_at, '{1772150400000,1772236800000,1772323200000}'::bigint[])] AS key_0, count(*) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text AND e.created_at >= $3::bigint AND e.created_at <= $4::bigint GROUP BY 1) AS given LIMIT $5::bigint;
--   "acme"
--   "site"
--   1772150400000
--   1772323199999
--   999999
