SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (strpos(evsrv_casefold((CASE jsonb_typeof((e.properties #> '{"a.b"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"a.b"}'::text[]) END COLLATE "C")), evsrv_casefold($3::text)) > 0)
ORDER BY e.created_at DESC, e.id
LIMIT $4::bigint OFFSET $5::bigint;
--   "acme"
--   "site"
--   "2"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (strpos(evsrv_casefold((CASE jsonb_typeof((e.properties #> '{"a.b"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"a.b"}'::text[]) END COLLATE "C")), evsrv_casefold($3::text)) > 0);
--   "acme"
--   "site"
--   "2"
