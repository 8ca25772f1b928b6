SELECT min(evsrv_instant((CASE jsonb_typeof((e.properties #> ARRAY[$1::text])) WHEN 'string' THEN (e.properties #>> ARRAY[$2::text]) END COLLATE "C"))), max(evsrv_instant((CASE jsonb_typeof((e.properties #> ARRAY[$3::text])) WHEN 'string' THEN (e.properties #>> ARRAY[$4::text]) END COLLATE "C"))) FROM events AS e WHERE e.organization_id = $5::text AND e.project_id = $6::text;
--   "sent\"at"
--   "sent\"at"
--   "sent\"at"
--   "sent\"at"
--   "acme"
--   "site"

SELECT *, count(*) OVER () FROM (SELECT ('{1767225600000,-9223372036854775808}'::bigint[])[width_bucket(evsrv_instant((CASE jsonb_typeof((e.properties #> ARRAY[$1::text])) WHEN 'string' THEN (e.properties #>> ARRAY[$2::text]) END COLLATE "C")), '{1772407800000,1772407800001}'::bigint[])] AS key_0, count(*) AS part_0 FROM events AS e WHERE e.organization_id = $3::text AND e.project_id = $4::text GROUP BY 1) AS every ORDER BY key_0 ASC NULLS LAST LIMIT $5 OFFSET $6;
--   "sent\"at"
--   "sent\"at"
--   "acme"
--   "site"
--   1000
--   0
