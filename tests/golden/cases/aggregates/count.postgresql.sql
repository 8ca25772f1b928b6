SELECT *, count(*) OVER () FROM (SELECT count(*) FILTER (WHERE true) AS part_0, count(*) FILTER (WHERE NOT e.message_id IS NULL AND (true)) AS part_1, count(*) FILTER (WHERE NOT e.created_at IS NULL AND (true)) AS part_2, count(*) FILTER (WHERE NOT (e.properties #>> '{"n"}'::text[]) IS NULL AND (true)) AS part_3, count(*) FILTER (WHERE NOT (e.properties #>> '{"a.b"}'::text[]) IS NULL AND (true)) AS part_4, count(*) FILTER (WHERE NOT (e.properties #>> ARRAY[$1::text]) IS NULL AND (true)) AS part_5, count(*) FILTER (WHERE NOT e.properties IS NULL AND (true)) AS part_6 FROM events AS e WHERE e.organization_id = $2::text AND e.project_id = $3::text) AS every LIMIT $4 OFFSET $5;
--   "q\"t"
--   "acme"
--   "site"
--   1000
--   0
