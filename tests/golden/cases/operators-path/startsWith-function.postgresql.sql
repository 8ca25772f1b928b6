SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (starts_with((CASE jsonb_typeof((e.properties #> ARRAY[$3::text])) WHEN 'string' THEN (e.properties #>> ARRAY[$4::text]) END COLLATE "C"), $5::text))
ORDER BY e.created_at DESC, e.id
LIMIT $6::bigint OFFSET $7::bigint;
--   "acme"
--   "site"
--   "q\"t"
--   "q\"t"
--   "1"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (starts_with((CASE jsonb_typeof((e.properties #> ARRAY[$3::text])) WHEN 'string' THEN (e.properties #>> ARRAY[$4::text]) END COLLATE "C"), $5::text));
--   "acme"
--   "site"
--   "q\"t"
--   "q\"t"
--   "1"
