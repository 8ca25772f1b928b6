SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (((CASE WHEN (e.properties #>> '{"plan"}'::text[]) IS NULL THEN NULL ELSE (evsrv_domain((CASE jsonb_typeof((e.properties #> '{"plan"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"plan"}'::text[]) END COLLATE "C"))) END) COLLATE "C") IS NULL) IS NOT TRUE
ORDER BY e.created_at DESC, e.id
LIMIT $3::bigint OFFSET $4::bigint;
--   "acme"
--   "site"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (((CASE WHEN (e.properties #>> '{"plan"}'::text[]) IS NULL THEN NULL ELSE (evsrv_domain((CASE jsonb_typeof((e.properties #> '{"plan"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"plan"}'::text[]) END COLLATE "C"))) END) COLLATE "C") IS NULL) IS NOT TRUE;
--   "acme"
--   "site"
