SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (jsonb_typeof((e.properties #> '{"n"}'::text[])) = 'number' AND nullif((e.properties #> '{"n"}'::text[]), 'null'::jsonb) < $3::jsonb)
ORDER BY e.created_at DESC, e.id
LIMIT $4::bigint OFFSET $5::bigint;
--   "acme"
--   "site"
--   "12"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (jsonb_typeof((e.properties #> '{"n"}'::text[])) = 'number' AND nullif((e.properties #> '{"n"}'::text[]), 'null'::jsonb) < $3::jsonb);
--   "acme"
--   "site"
--   "12"
