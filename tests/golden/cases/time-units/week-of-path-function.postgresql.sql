SELECT *, count(*) OVER () FROM (SELECT ((evsrv_instant((CASE jsonb_typeof((e.properties #> ARRAY[$1::text])) WHEN 'string' THEN (e.properties #>> ARRAY[$2::text]) END COLLATE "C")) + 62136201600000) / 604800000 * 604800000 - 62136201600000) AS key_0, count(*) AS part_0 FROM events AS e WHERE e.organization_id = $3::text AND e.project_id = $4::text GROUP BY 1) AS every ORDER BY key_0 ASC NULLS LAST LIMIT $5 OFFSET $6;
--   "sent\"at"
--   "sent\"at"
--   "acme"
--   "site"
--   1000
--   0
