SELECT *, count(*) OVER () FROM (SELECT count(DISTINCT (CASE jsonb_typeof((e.properties #> '{"n"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"n"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.properties #>> '{"n"}'::text[])) ELSE evsrv_text((e.properties #> '{"n"}'::text[])) END COLLATE "C")) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (FALSE)) AS every LIMIT $3 OFFSET $4;
--   "acme"
--   "site"
--   1000
--   0
