SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (strpos(evsrv_casefold(e.search_query), evsrv_casefold($3::text)) > 0)
ORDER BY e.created_at DESC, e.id
LIMIT $4::bigint OFFSET $5::bigint;
--   "acme"
--   "site"
--   "TO"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (strpos(evsrv_casefold(e.search_query), evsrv_casefold($3::text)) > 0);
--   "acme"
--   "site"
--   "TO"
