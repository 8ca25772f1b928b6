SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (jsonb_typeof((e.properties #> ARRAY[$3::text])) = 'number' AND nullif((e.properties #> ARRAY[$4::text]), 'null'::jsonb) > $5::jsonb)
ORDER BY e.created_at DESC, e.id
LIMIT $6::bigint OFFSET $7::bigint;
--   "acme"
--   "site"
--   "q\"t"
--   "q\"t"
--   "12"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (jsonb_typeof((e.properties #> ARRAY[$3::text])) = 'number' AND nullif((e.properties #> ARRAY[$4::text]), 'null'::jsonb) > $5::jsonb);
--   "acme"
--   "site"
--   "q\"t"
--   "q\"t"
--   "12"
