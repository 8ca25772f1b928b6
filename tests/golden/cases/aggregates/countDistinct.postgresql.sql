SELECT *, count(*) OVER () FROM (SELECT count(DISTINCT e.message_id) AS part_0, count(DISTINCT e.created_at) AS part_1, count(DISTINCT (CASE jsonb_typeof((e.properties #> '{"n"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"n"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.properties #>> '{"n"}'::text[])) ELSE evsrv_text((e.properties #> '{"n"}'::text[])) END COLLATE "C")) AS part_2, count(DISTINCT (CASE jsonb_typeof((e.properties #> '{"a.b"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"a.b"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.properties #>> '{"a.b"}'::text[])) ELSE evsrv_text((e.properties #> '{"a.b"}'::text[])) END COLLATE "C")) AS part_3, count(DISTINCT (CASE jsonb_typeof((e.properties #> ARRAY[$1::text])) WHEN 'string' THEN (e.properties #>> ARRAY[$2::text]) WHEN 'number' THEN evsrv_number_text((e.properties #>> ARRAY[$3::text])) ELSE evsrv_text((e.properties #> ARRAY[$4::text])) END COLLATE "C")) AS part_4, count(DISTINCT (evsrv_canonical(e.properties) COLLATE "C")) AS part_5 FROM events AS e WHERE e.organization_id = $5::text AND e.project_id = $6::text) AS every LIMIT $7 OFFSET $8;
--   "q\"t"
--   "q\"t"
--   "q\"t"
--   "q\"t"
--   "acme"
--   "site"
--   1000
--   0
