SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.properties #>> '{"ok"}'::text[]) IS NOT NULL AND ((e.properties @> $3::jsonb) OR (e.properties @> $4::jsonb) AND (CASE jsonb_typeof((e.properties #> '{"ok"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"ok"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.properties #>> '{"ok"}'::text[])) ELSE evsrv_text((e.properties #> '{"ok"}'::text[])) END COLLATE "C") = $5::text) IS NOT TRUE)
ORDER BY e.created_at DESC, e.id
LIMIT $6::bigint OFFSET $7::bigint;
--   "acme"
--   "site"
--   "{\"ok\":\"true\"}"
--   "{\"ok\":true}"
--   "true"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.properties #>> '{"ok"}'::text[]) IS NOT NULL AND ((e.properties @> $3::jsonb) OR (e.properties @> $4::jsonb) AND (CASE jsonb_typeof((e.properties #> '{"ok"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"ok"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.properties #>> '{"ok"}'::text[])) ELSE evsrv_text((e.properties #> '{"ok"}'::text[])) END COLLATE "C") = $5::text) IS NOT TRUE);
--   "acme"
--   "site"
--   "{\"ok\":\"true\"}"
--   "{\"ok\":true}"
--   "true"
