SELECT e.id, nullif((e.properties #> '{"a.b"}'::text[]), 'null'::jsonb)::text, nullif((e.properties #> ARRAY[$1::text]), 'null'::jsonb)::text, nullif((e.properties #> '{"items","0","sku"}'::text[]), 'null'::jsonb)::text, nullif((e.properties #> ARRAY[$2::text]), 'null'::jsonb)::text
FROM events AS e
WHERE e.organization_id = $3::text AND e.project_id = $4::text
ORDER BY e.created_at DESC, e.id
LIMIT $5::bigint OFFSET $6::bigint;
--   "q\"t"
--   ""
--   "acme"
--   "site"
--   3
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text;
--   "acme"
--   "site"
