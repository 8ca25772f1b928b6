SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (NOT ((e.properties #>> '{"n"}'::text[]) IS NULL) AND ((nullif((e.properties #> '{"n"}'::text[]), 'null'::jsonb) = ANY (ARRAY(SELECT jsonb_array_elements($3::jsonb)))) OR (jsonb_typeof((e.properties #> '{"n"}'::text[])) IN ('number', 'boolean') AND (CASE jsonb_typeof((e.properties #> '{"n"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"n"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.properties #>> '{"n"}'::text[])) ELSE evsrv_text((e.properties #> '{"n"}'::text[])) END COLLATE "C") = ANY (ARRAY(SELECT jsonb_array_elements_text($4::jsonb)))) OR ((e.properties #>> '{"n"}'::text[]) IS NULL)) IS NOT TRUE)
ORDER BY e.created_at DESC, e.id
LIMIT $5::bigint OFFSET $6::bigint;
--   "acme"
--   "site"
--   "[12,12.5,\"12\",\"x\",true,[1],{\"a\":1}]"
--   "[\"12\"]"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (NOT ((e.properties #>> '{"n"}'::text[]) IS NULL) AND ((nullif((e.properties #> '{"n"}'::text[]), 'null'::jsonb) = ANY (ARRAY(SELECT jsonb_array_elements($3::jsonb)))) OR (jsonb_typeof((e.properties #> '{"n"}'::text[])) IN ('number', 'boolean') AND (CASE jsonb_typeof((e.properties #> '{"n"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"n"}'::text[]) WHEN 'number' THEN evsrv_number_text((e.properties #>> '{"n"}'::text[])) ELSE evsrv_text((e.properties #> '{"n"}'::text[])) END COLLATE "C") = ANY (ARRAY(SELECT jsonb_array_elements_text($4::jsonb)))) OR ((e.properties #>> '{"n"}'::text[]) IS NULL)) IS NOT TRUE);
--   "acme"
--   "site"
--   "[12,12.5,\"12\",\"x\",true,[1],{\"a\":1}]"
--   "[\"12\"]"
