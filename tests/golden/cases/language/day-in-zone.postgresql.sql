SELECT *, count(*) OVER () FROM (SELECT ('{1772168400000,1772254800000,1772341200000,1772427600000,1772514000000,-9223372036854775808}'::bigint[])[width_bucket(e.created_at, '{1772168400000,1772254800000,1772341200000,1772427600000,1772514000000,1772600400000}'::bigint[])] AS key_0, count(*) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text AND e.created_at >= $3::bigint AND e.created_at <= $4::bigint GROUP BY 1) AS every ORDER BY key_0 ASC NULLS LAST LIMIT $5 OFFSET $6;
--   "acme"
--   "site"
--   1772168400000
--   1772600399999
--   1000
--   0
