SELECT * FROM (SELECT (CASE jsonb_typeof((e.properties #> '{"plan"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"plan"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.properties #>> '{"plan"}'::text[])) ELSE evsrv_text((e.properties #> '{"plan"}'::text[])) END COLLATE "C") AS key_0, count(DISTINCT e.type) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text GROUP BY 1) AS given LIMIT $3::bigint;
--   "acme"
--   "site"
--   1000001

SELECT * FROM (SELECT count(DISTINCT e.type) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text) AS given LIMIT $3::bigint;
--   "acme"
--   "site"
--   999997
