SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (strpos(evsrv_casefold((CASE jsonb_typeof((e.properties #> ARRAY[$3::text])) WHEN 'string' THEN (e.properties #>> ARRAY[$4::text]) END COLLATE "C")), evsrv_casefold($5::text)) > 0)
ORDER BY e.created_at DESC, e.id
LIMIT $6::bigint OFFSET $7::bigint;
--   "acme"
--   "site"
--   "q\"t"
--   "q\"t"
--   "2"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (strpos(evsrv_casefold((CASE jsonb_typeof((e.properties #> ARRAY[$3::text])) WHEN 'string' THEN (e.properties #>> ARRAY[$4::text]) END COLLATE "C")), evsrv_casefold($5::text)) > 0);
--   "acme"
--   "site"
--   "q\"t"
--   "q\"t"
--   "2"
