SELECT *, count(*) OVER () FROM (SELECT (CASE jsonb_typeof((e.properties #> '{"plan"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"plan"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.properties #>> '{"plan"}'::text[])) ELSE evsrv_text((e.properties #> '{"plan"}'::text[])) END COLLATE "C") AS key_0, sum((e.user_message_count)::numeric) AS part_0, max((CASE jsonb_typeof((e.properties #> '{"plan"}'::text[])) WHEN 'number' THEN ((e.properties #> '{"plan"}'::text[]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> '{"plan"}'::text[])) END)) AS hidden_0 FROM conversations AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text GROUP BY 1) AS every ORDER BY hidden_0 ASC NULLS LAST, key_0 ASC NULLS LAST LIMIT $3 OFFSET $4;
--   "acme"
--   "site"
--   1000
--   0
