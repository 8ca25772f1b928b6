SELECT *, count(*) OVER () FROM (SELECT ('{1764547200000,1767225600000,1769904000000,1772323200000,-9223372036854775808}'::bigint[])[width_bucket(e.created_at, '{1764547200000,1767225600000,1769904000000,1772323200000,1775001600000}'::bigint[])] AS key_0, count(*) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text AND e.created_at >= $3::bigint AND e.created_at <= $4::bigint GROUP BY 1) AS every ORDER BY key_0 ASC NULLS LAST LIMIT $5 OFFSET $6;
--   "acme"
--   "site"
--   1764547200000
--   1775001599999
--   1000
--   0
