SELECT *, count(*) OVER () FROM (SELECT count((e.properties #>> '{"n"}'::text[])) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (FALSE)) AS every LIMIT $3 OFFSET $4;
--   "acme"
--   "site"
--   1000
--   0
