SELECT *, count(*) OVER () FROM (SELECT ((coalesce((CASE jsonb_typeof((e.user_properties #> '{"userId"}'::text[])) WHEN 'string' THEN (e.user_properties #>> '{"userId"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.user_properties #>> '{"userId"}'::text[])) ELSE evsrv_text((e.user_properties #> '{"userId"}'::text[])) END COLLATE "C"), (CASE jsonb_typeof((e.user_properties #> '{"id"}'::text[])) WHEN 'string' THEN (e.user_properties #>> '{"id"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.user_properties #>> '{"id"}'::text[])) ELSE evsrv_text((e.user_properties #> '{"id"}'::text[])) END COLLATE "C"))) COLLATE "C") AS key_0, count(*) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text GROUP BY 1) AS every ORDER BY key_0 ASC NULLS LAST LIMIT $3 OFFSET $4;
--   "acme"
--   "site"
--   1000
--   0
