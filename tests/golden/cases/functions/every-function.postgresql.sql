SELECT ((e.created_at + 63113558400000) / 86400000 % 7 + 1), (extract(day FROM timestamp '1970-01-01' + (e.created_at + 63113904000000) % 12622780800000 * interval '1 millisecond')::bigint), ((CASE WHEN e.search_query IS NULL THEN NULL ELSE (evsrv_lower(e.search_query)) END) COLLATE "C"), ((CASE WHEN e.search_query IS NULL THEN NULL ELSE (evsrv_domain(e.search_query)) END) COLLATE "C"), (CASE WHEN e.search_query IS NULL THEN NULL ELSE (length(e.search_query)) END), (CASE WHEN (e.properties #>> '{"at"}'::text[]) IS NULL THEN NULL ELSE ((evsrv_instant((CASE jsonb_typeof((e.properties #> '{"at"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"at"}'::text[]) END COLLATE "C")) + 63113558400000) / 86400000 % 7 + 1) END), (CASE WHEN (e.properties #>> '{"at"}'::text[]) IS NULL THEN NULL ELSE ((evsrv_instant((CASE jsonb_typeof((e.properties #> '{"at"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"at"}'::text[]) END COLLATE "C")) + 63113904000000) / 3600000 % 24) END), ((CASE WHEN (e.properties #>> '{"plan"}'::text[]) IS NULL THEN NULL ELSE (evsrv_domain((CASE jsonb_typeof((e.properties #> '{"plan"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"plan"}'::text[]) END COLLATE "C"))) END) COLLATE "C"), (CASE WHEN (e.properties #>> '{"plan"}'::text[]) IS NULL THEN NULL ELSE (length((CASE jsonb_typeof((e.properties #> '{"plan"}'::text[])) WHEN 'string' THEN (e.properties #>> '{"plan"}'::text[]) END COLLATE "C"))) END)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text
ORDER BY e.created_at DESC, e.id
LIMIT $3::bigint OFFSET $4::bigint;
--   "acme"
--   "site"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text;
--   "acme"
--   "site"
