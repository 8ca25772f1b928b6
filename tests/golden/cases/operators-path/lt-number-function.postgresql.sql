SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (CASE WHEN jsonb_typeof((e.properties #> ARRAY[$3::text])) IN ('number') THEN (CASE jsonb_typeof((e.properties #> ARRAY[$4::text])) WHEN 'number' THEN ((e.properties #> ARRAY[$5::text]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> ARRAY[$6::text])) END) < $7::text::numeric END)
ORDER BY e.created_at DESC, e.id
LIMIT $8::bigint OFFSET $9::bigint;
--   "acme"
--   "site"
--   "q\"t"
--   "q\"t"
--   "q\"t"
--   "q\"t"
--   "12"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (CASE WHEN jsonb_typeof((e.properties #> ARRAY[$3::text])) IN ('number') THEN (CASE jsonb_typeof((e.properties #> ARRAY[$4::text])) WHEN 'number' THEN ((e.properties #> ARRAY[$5::text]))::numeric WHEN 'string' THEN evsrv_number((e.properties #>> ARRAY[$6::text])) END) < $7::text::numeric END);
--   "acme"
--   "site"
--   "q\"t"
--   "q\"t"
--   "q\"t"
--   "q\"t"
--   "12"
