SELECT *, count(*) OVER () FROM (SELECT (CASE jsonb_typeof((e.properties #> '{"n"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"n"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.properties #>> '{"n"}'::text[])) ELSE evsrv_text((e.properties #> '{"n"}'::text[])) END COLLATE "C") AS key_0, count(*) AS part_0, max((CASE jsonb_typeof((e.properties #> '{"n"}'::text[])) WHEN 'number' THEN ((e.properties #> '{"n"}'::text[]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> '{"n"}'::text[])) END)) AS hidden_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text GROUP BY 1) AS every ORDER BY hidden_0 ASC NULLS LAST, key_0 ASC NULLS LAST LIMIT $3 OFFSET $4;
--   "acme"
--   "site"
--   1000
--   0
