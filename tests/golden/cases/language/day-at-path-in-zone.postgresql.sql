SELECT *, count(*) OVER () FROM (SELECT ((((evsrv_wall_clock(evsrv_instant((CASE jsonb_typeof((e.properties #> '{"at"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"at"}'::text[]) END COLLATE "C")), '{-2587712400000,-683802000000,-672310800000,-654771600000,-640861200000,-620298000000,-609411600000,-588848400000,-577962000000}'::bigint[], '{33539000,32400000,36000000,32400000,36000000,32400000,36000000,32400000,36000000,32400000}'::bigint[]) + 86400000) + 62135596800000) / 86400000 * 86400000 - 62135596800000) - 86400000) AS key_0, count(*) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text GROUP BY 1) AS every ORDER BY key_0 ASC NULLS LAST LIMIT $3 OFFSET $4;
--   "acme"
--   "site"
--   1000
--   0
