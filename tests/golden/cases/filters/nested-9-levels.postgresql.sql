SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.event_type = $3::text) AND ((e.message_id IS NULL) OR ((e.properties @> $4::jsonb) AND ((e.event_type = $5::text) OR ((e.message_id IS NULL) AND ((e.properties @> $6::jsonb) OR ((e.event_type = $7::text) AND ((e.message_id IS NULL) OR ((e.properties @> $8::jsonb) AND (jsonb_typeof((e.properties #> '{"n"}'::text[])) = 'number' AND nullif((e.properties #> '{"n"}'::text[]), 'null'::jsonb) > $9::jsonb))))))))))
ORDER BY e.created_at DESC, e.id
LIMIT $10::bigint OFFSET $11::bigint;
--   "acme"
--   "site"
--   "message"
--   "{\"plan\":\"pro\"}"
--   "message"
--   "{\"plan\":\"pro\"}"
--   "message"
--   "{\"plan\":\"pro\"}"
--   "0"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.event_type = $3::text) AND ((e.message_id IS NULL) OR ((e.properties @> $4::jsonb) AND ((e.event_type = $5::text) OR ((e.message_id IS NULL) AND ((e.properties @> $6::jsonb) OR ((e.event_type = $7::text) AND ((e.message_id IS NULL) OR ((e.properties @> $8::jsonb) AND (jsonb_typeof((e.properties #> '{"n"}'::text[])) = 'number' AND nullif((e.properties #> '{"n"}'::text[]), 'null'::jsonb) > $9::jsonb))))))))));
--   "acme"
--   "site"
--   "message"
--   "{\"plan\":\"pro\"}"
--   "message"
--   "{\"plan\":\"pro\"}"
--   "message"
--   "{\"plan\":\"pro\"}"
--   "0"
