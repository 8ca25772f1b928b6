SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.properties @> $3::jsonb) AND (e.event_type = $4::text))
ORDER BY e.created_at DESC, e.id
LIMIT $5::bigint OFFSET $6::bigint;
--   "acme"
--   "site"
--   "{\"plan\":\"pro\"}"
--   "message"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.properties @> $3::jsonb) AND (e.event_type = $4::text));
--   "acme"
--   "site"
--   "{\"plan\":\"pro\"}"
--   "message"
