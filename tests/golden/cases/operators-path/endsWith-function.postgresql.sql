SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (right((CASE jsonb_typeof((e.properties #> ARRAY[$3::text])) WHEN 'string' THEN (e.properties #>> ARRAY[$4::text]) END COLLATE "C"), length($5::text)) = $6::text)
ORDER BY e.created_at DESC, e.id
LIMIT $7::bigint OFFSET $8::bigint;
--   "acme"
--   "site"
--   "q\"t"
--   "q\"t"
--   "2"
--   "2"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (right((CASE jsonb_typeof((e.properties #> ARRAY[$3::text])) WHEN 'string' THEN (e.properties #>> ARRAY[$4::text]) END COLLATE "C"), length($5::text)) = $6::text);
--   "acme"
--   "site"
--   "q\"t"
--   "q\"t"
--   "2"
--   "2"
