SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.properties @> $3::jsonb) OR (e.properties @> $4::jsonb) AND (CASE jsonb_typeof((e.properties #> ARRAY[$5::text])) WHEN 'string' THEN (e.properties #>> ARRAY[$6::text]) WHEN 'number' THEN evsrv_number_text((e.properties #>> ARRAY[$7::text])) ELSE evsrv_text((e.properties #> ARRAY[$8::text])) END COLLATE "C") = $9::text)
ORDER BY e.created_at DESC, e.id
LIMIT $10::bigint OFFSET $11::bigint;
--   "acme"
--   "site"
--   "{\"q\\\"t\":\"12\"}"
--   "{\"q\\\"t\":12}"
--   "q\"t"
--   "q\"t"
--   "q\"t"
--   "q\"t"
--   "12"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND ((e.properties @> $3::jsonb) OR (e.properties @> $4::jsonb) AND (CASE jsonb_typeof((e.properties #> ARRAY[$5::text])) WHEN 'string' THEN (e.properties #>> ARRAY[$6::text]) WHEN 'number' THEN evsrv_number_text((e.properties #>> ARRAY[$7::text])) ELSE evsrv_text((e.properties #> ARRAY[$8::text])) END COLLATE "C") = $9::text);
--   "acme"
--   "site"
--   "{\"q\\\"t\":\"12\"}"
--   "{\"q\\\"t\":12}"
--   "q\"t"
--   "q\"t"
--   "q\"t"
--   "q\"t"
--   "12"
