SELECT e.id
FROM feedback AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text
ORDER BY (evsrv_canonical(e.reasons) COLLATE "C"), e.created_at DESC, e.id
LIMIT $3::bigint OFFSET $4::bigint;
--   "acme"
--   "site"
--   1000
--   0

SELECT count(*)
FROM feedback AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text;
--   "acme"
--   "site"
