SELECT *, count(*) OVER () FROM (SELECT count(*) AS part_0, count(e.message_id) AS part_1, count(e.created_at) AS part_2, count((e.properties #>> '{"n"}'::text[])) AS part_3, count((e.properties #>> '{"a.b"}'::text[])) AS part_4, count((e.properties #>> ARRAY[$1::text])) AS part_5, count(e.properties) AS part_6 FROM events AS e WHERE e.organization_id = $2::text AND e.project_id = $3::text) AS every LIMIT $4 OFFSET $5;
--   "q\"t"
--   "acme"
--   "site"
--   1000
--   0
