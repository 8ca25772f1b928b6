SELECT * FROM (SELECT * FROM (SELECT (evsrv_canonical(nullif((e.properties #> '{"plan"}'::text[]), 'null'::jsonb)) COLLATE "C") AS key_0, count(*) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text GROUP BY 1) AS every ORDER BY part_0 DESC FETCH FIRST 1 ROWS WITH TIES) AS given LIMIT $3::bigint;
--   "acme"
--   "site"
--   1000001

SELECT * FROM (SELECT array_position(ARRAY[$1::text]::text[], (evsrv_canonical(nullif((e.properties #> '{"plan"}'::text[]), 'null'::jsonb)) COLLATE "C")) AS key_0, count(*) AS part_0 FROM events AS e WHERE e.organization_id = $2::text AND e.project_id = $3::text GROUP BY 1) AS given LIMIT $4::bigint;
--   null
--   "acme"
--   "site"
--   1000000
