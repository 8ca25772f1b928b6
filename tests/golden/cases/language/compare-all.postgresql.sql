SELECT * FROM (SELECT count(*) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text AND e.created_at >= $3::bigint AND e.created_at <= $4::bigint) AS given LIMIT $5::bigint;
--   "acme"
--   "site"
--   1772323200000
--   1772495999999
--   1000001

SELECT * FROM (SELECT count(*) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text AND e.created_at >= $3::bigint AND e.created_at <= $4::bigint) AS given LIMIT $5::bigint;
--   "acme"
--   "site"
--   1772150400000
--   1772323199999
--   1000000
