SELECT *, count(*) OVER () FROM (SELECT ((e.created_at + 62135596800000) / 86400000 * 86400000 - 62135596800000) AS key_0, max((CASE jsonb_typeof((e.properties #> '{"n"}'::text[])) WHEN 'number' THEN ((e.properties #> '{"n"}'::text[]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> '{"n"}'::text[])) END)) AS part_0 FROM feedback AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.message_id IS NOT NULL AND (e.message_id = $3::text) IS NOT TRUE)) GROUP BY 1) AS every ORDER BY key_0 ASC NULLS LAST LIMIT $4 OFFSET $5;
--   "acme"
--   "site"
--   "m1"
--   1000
--   0
