SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (starts_with(evsrv_casefold((CASE jsonb_typeof((e.properties #> '{"a.b"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"a.b"}'::text[]) END COLLATE "C")), evsrv_casefold($3::text)))
ORDER BY e.created_at DESC, e.id
LIMIT $4::bigint OFFSET $5::bigint;
--   "acme"
--   "site"
--   "1"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (starts_with(evsrv_casefold((CASE jsonb_typeof((e.properties #> '{"a.b"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"a.b"}'::text[]) END COLLATE "C")), evsrv_casefold($3::text)));
--   "acme"
--   "site"
--   "1"
