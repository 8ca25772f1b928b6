SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (((e.properties @> $3::jsonb) IS NOT TRUE OR (jsonb_typeof((e.properties #> '{"n"}'::text[])) = 'number' AND nullif((e.properties #> '{"n"}'::text[]), 'null'::jsonb) > $4::jsonb)) AND (e.message_id IS NULL) IS NOT TRUE)
ORDER BY e.created_at DESC, e.id
LIMIT $5::bigint OFFSET $6::bigint;
--   "acme"
--   "site"
--   "{\"plan\":\"pro\"}"
--   "0"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (((e.properties @> $3::jsonb) IS NOT TRUE OR (jsonb_typeof((e.properties #> '{"n"}'::text[])) = 'number' AND nullif((e.properties #> '{"n"}'::text[]), 'null'::jsonb) > $4::jsonb)) AND (e.message_id IS NULL) IS NOT TRUE);
--   "acme"
--   "site"
--   "{\"plan\":\"pro\"}"
--   "0"
