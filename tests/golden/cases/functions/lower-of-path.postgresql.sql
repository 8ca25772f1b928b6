SELECT *, count(*) OVER () FROM (SELECT ((CASE WHEN (e.properties #>> '{"plan"}'::text[]) IS NULL THEN NULL ELSE (evsrv_lower((CASE jsonb_typeof((e.properties #> '{"plan"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"plan"}'::text[]) END COLLATE "C"))) END) COLLATE "C") AS key_0, count(*) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text GROUP BY 1) AS every ORDER BY key_0 ASC NULLS LAST LIMIT $3 OFFSET $4;
--   "acme"
--   "site"
--   1000
--   0
