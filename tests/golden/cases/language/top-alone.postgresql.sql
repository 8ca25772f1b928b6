SELECT * FROM (SELECT * FROM (SELECT e.type AS key_0, count(*) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text AND e.created_at >= $3::bigint AND e.created_at <= $4::bigint GROUP BY 1) AS every ORDER BY part_0 DESC FETCH FIRST 2 ROWS WITH TIES) AS given LIMIT $5::bigint;
--   "acme"
--   "site"
--   1772150400000
--   1772582399999
--   1000001

SELECT * FROM (SELECT ('{1772150400000,1772236800000,1772323200000,1772409600000,1772496000000,-9223372036854775808}'::bigint[])[width_bucket(e.created_at, '{1772150400000,1772236800000,1772323200000,1772409600000,1772496000000,1772582400000}'::bigint[])] AS key_0, array_position(ARRAY[$1::text, $2::text]::text[], e.type) AS key_1, count(*) AS part_0 FROM events AS e WHERE e.organization_id = $3::text AND e.project_id = $4::text AND e.created_at >= $5::bigint AND e.created_at <= $6::bigint AND array_position(ARRAY[$7::text, $8::text]::text[], e.type) IS NOT NULL GROUP BY 1, 2) AS given LIMIT $9::bigint;
--   "answer_copied"
--   "opened"
--   "acme"
--   "site"
--   1772150400000
--   1772582399999
--   "answer_copied"
--   "opened"
--   999998
