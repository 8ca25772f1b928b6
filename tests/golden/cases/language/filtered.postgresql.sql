SELECT *, count(*) OVER () FROM (SELECT e.type AS key_0, count(*) FILTER (WHERE (e.search_query IS NOT NULL)) AS part_0, sum((CASE jsonb_typeof((e.properties #> '{"n"}'::text[])) WHEN 'number' THEN ((e.properties #> '{"n"}'::text[]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> '{"n"}'::text[])) END)) FILTER (WHERE (e.type = $1::text)) AS part_1, count((CASE jsonb_typeof((e.properties #> '{"n"}'::text[])) WHEN 'number' THEN ((e.properties #> '{"n"}'::text[]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> '{"n"}'::text[])) END)) FILTER (WHERE (e.type = $2::text)) AS part_2 FROM events AS e WHERE e.organization_id = $3::text AND e.project_id = $4::text GROUP BY 1) AS every ORDER BY key_0 ASC NULLS LAST LIMIT $5 OFFSET $6;
--   "x"
--   "x"
--   "acme"
--   "site"
--   1000
--   0
