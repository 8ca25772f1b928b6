SELECT *, count(*) OVER () FROM (SELECT e.type AS key_0, count(*) AS part_0, sum((CASE jsonb_typeof((e.properties #> '{"n"}'::text[])) WHEN 'number' THEN ((e.properties #> '{"n"}'::text[]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> '{"n"}'::text[])) END)) AS part_1 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text GROUP BY 1) AS every ORDER BY key_0 ASC NULLS LAST LIMIT $3 OFFSET $4;
--   "acme"
--   "site"
--   1000
--   0
