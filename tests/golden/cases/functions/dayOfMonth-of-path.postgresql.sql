SELECT e.id, (CASE WHEN (e.properties #>> '{"at"}'::text[]) IS NULL THEN NULL ELSE (extract(day FROM timestamp '1970-01-01' + (evsrv_wall_clock(evsrv_instant((CASE jsonb_typeof((e.properties #> '{"at"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"at"}'::text[]) END COLLATE "C")), '{-2587712400000,-683802000000,-672310800000,-654771600000,-640861200000,-620298000000,-609411600000,-588848400000,-577962000000}'::bigint[], '{33539000,32400000,36000000,32400000,36000000,32400000,36000000,32400000,36000000,32400000}'::bigint[]) + 63113904000000) % 12622780800000 * interval '1 millisecond')::bigint) END), (CASE WHEN (e.properties #>> '{"at"}'::text[]) IS NULL THEN NULL ELSE (extract(month FROM timestamp '1970-01-01' + (evsrv_wall_clock(evsrv_instant((CASE jsonb_typeof((e.properties #> '{"at"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"at"}'::text[]) END COLLATE "C")), '{-2587712400000,-683802000000,-672310800000,-654771600000,-640861200000,-620298000000,-609411600000,-588848400000,-577962000000}'::bigint[], '{33539000,32400000,36000000,32400000,36000000,32400000,36000000,32400000,36000000,32400000}'::bigint[]) + 63113904000000) % 12622780800000 * interval '1 millisecond')::bigint) END)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text
ORDER BY e.created_at DESC, e.id
LIMIT $3::bigint OFFSET $4::bigint;
--   "acme"
--   "site"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text;
--   "acme"
--   "site"
