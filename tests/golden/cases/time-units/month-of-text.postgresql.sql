SELECT min(evsrv_instant(e.conversation_id)), max(evsrv_instant(e.conversation_id)) FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text;
--   "acme"
--   "site"

SELECT *, count(*) OVER () FROM (SELECT ('{1706745600000,-9223372036854775808}'::bigint[])[width_bucket(evsrv_instant(e.conversation_id), '{1709164800000,1709164800001}'::bigint[])] AS key_0, count(*) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text GROUP BY 1) AS every ORDER BY key_0 ASC NULLS LAST LIMIT $3 OFFSET $4;
--   "acme"
--   "site"
--   1000
--   0
