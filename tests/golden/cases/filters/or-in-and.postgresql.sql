SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.event_type = $3::text) AND ((e.properties @> $4::jsonb) OR (jsonb_typeof((e.properties #> '{"n"}'::text[])) = 'number' AND nullif((e.properties #> '{"n"}'::text[]), 'null'::jsonb) > $5::jsonb)))
ORDER BY e.created_at DESC, e.id
LIMIT $6::bigint OFFSET $7::bigint;
--   "acme"
--   "site"
--   "message"
--   "{\"plan\":\"pro\"}"
--   "0"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.event_type = $3::text) AND ((e.properties @> $4::jsonb) OR (jsonb_typeof((e.properties #> '{"n"}'::text[])) = 'number' AND nullif((e.properties #> '{"n"}'::text[]), 'null'::jsonb) > $5::jsonb)));
--   "acme"
--   "site"
--   "message"
--   "{\"plan\":\"pro\"}"
--   "0"
