SELECT * FROM (SELECT (evsrv_canonical(nullif((e.properties #> '{"n"}'::text[]), 'null'::jsonb)) COLLATE "C") AS key_0, count(*) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text GROUP BY 1) AS given LIMIT $3::bigint;
--   "acme"
--   "site"
--   1000001
