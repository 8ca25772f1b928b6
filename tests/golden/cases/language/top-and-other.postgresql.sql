SELECT * FROM (SELECT * FROM (SELECT (CASE jsonb_typeof((e.properties #> '{"plan"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"plan"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.properties #>> '{"plan"}'::text[])) ELSE evsrv_text((e.properties #> '{"plan"}'::text[])) END COLLATE "C") AS key_0, count(*) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text GROUP BY 1) AS every ORDER BY part_0 DESC FETCH FIRST 1 ROWS WITH TIES) AS given LIMIT $3::bigint;
--   "acme"
--   "site"
--   1000001

SELECT * FROM (SELECT array_position(ARRAY[$1::text]::text[], (CASE jsonb_typeof((e.properties #> '{"plan"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"plan"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.properties #>> '{"plan"}'::text[])) ELSE evsrv_text((e.properties #> '{"plan"}'::text[])) END COLLATE "C")) AS key_0, count(*) AS part_0 FROM events AS e WHERE e.organization_id = $2::text AND e.project_id = $3::text GROUP BY 1) AS given LIMIT $4::bigint;
--   null
--   "acme"
--   "site"
--   1000000
