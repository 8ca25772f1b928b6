SELECT *, count(*) OVER () FROM (SELECT count(*) AS part_0, count(DISTINCT (CASE jsonb_typeof((e.user_properties #> '{"userId"}'::text[])) WHEN 'string' THEN (e.user_properties #>> '{"userId"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.user_properties #>> '{"userId"}'::text[])) ELSE evsrv_text((e.user_properties #> '{"userId"}'::text[])) END COLLATE "C")) AS part_1 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text) AS every LIMIT $3 OFFSET $4;
--   "acme"
--   "site"
--   1000
--   0
