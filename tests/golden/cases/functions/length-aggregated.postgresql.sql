SELECT *, count(*) OVER () FROM (SELECT sum(((CASE WHEN e.search_query IS NULL THEN NULL ELSE (length(e.search_query)) END))::numeric) AS part_0, count(DISTINCT ((length(e.type)))::numeric) AS part_1 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text) AS every LIMIT $3 OFFSET $4;
--   "acme"
--   "site"
--   1000
--   0
