SELECT min(evsrv_instant((CASE jsonb_typeof((e.properties #> '{"at"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"at"}'::text[]) END COLLATE "C"))), max(evsrv_instant((CASE jsonb_typeof((e.properties #> '{"at"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"at"}'::text[]) END COLLATE "C"))) FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text;
--   "acme"
--   "site"

SELECT *, count(*) OVER () FROM (SELECT ('{1704067200000,1711929600000,1719792000000,1727740800000,1735689600000,1743465600000,1751328000000,1759276800000,1767225600000,-9223372036854775808}'::bigint[])[width_bucket(evsrv_instant((CASE jsonb_typeof((e.properties #> '{"at"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"at"}'::text[]) END COLLATE "C")), '{1709164800000,1711929600000,1719792000000,1727740800000,1735689600000,1743465600000,1751328000000,1759276800000,1767225600000,1772449200000}'::bigint[])] AS key_0, count(*) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text GROUP BY 1) AS every ORDER BY key_0 ASC NULLS LAST LIMIT $3 OFFSET $4;
--   "acme"
--   "site"
--   1000
--   0
