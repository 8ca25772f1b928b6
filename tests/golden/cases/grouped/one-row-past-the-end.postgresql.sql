SELECT *, count(*) OVER () FROM (SELECT count(*) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text) AS every LIMIT $3 OFFSET $4;
--   "acme"
--   "site"
--   1000
--   1

SELECT count(*) FROM (SELECT count(*) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text) AS every;
--   "acme"
--   "site"
