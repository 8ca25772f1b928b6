SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (jsonb_typeof((e.properties #> '{"absent"}'::text[])) = 'number' AND nullif((e.properties #> '{"absent"}'::text[]), 'null'::jsonb) > $3::jsonb) IS NOT TRUE
ORDER BY e.created_at DESC, e.id
LIMIT $4::bigint OFFSET $5::bigint;
--   "acme"
--   "site"
--   "1"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (jsonb_typeof((e.properties #> '{"absent"}'::text[])) = 'number' AND nullif((e.properties #> '{"absent"}'::text[]), 'null'::jsonb) > $3::jsonb) IS NOT TRUE;
--   "acme"
--   "site"
--   "1"
