SELECT *, count(*) OVER () FROM (SELECT max((CASE jsonb_typeof((e.properties #> '{"n"}'::text[])) WHEN 'number' THEN ((e.properties #> '{"n"}'::text[]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> '{"n"}'::text[])) END)) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (FALSE)) AS every LIMIT $3 OFFSET $4;
--   "acme"
--   "site"
--   1000
--   0
