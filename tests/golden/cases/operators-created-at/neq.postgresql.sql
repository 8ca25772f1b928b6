SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (e.created_at IS NOT NULL AND (e.created_at = $3::bigint) IS NOT TRUE)
ORDER BY e.created_at DESC, e.id
LIMIT $4::bigint OFFSET $5::bigint;
--   "acme"
--   "site"
--   1772236800000
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (e.created_at IS NOT NULL AND (e.created_at = $3::bigint) IS NOT TRUE);
--   "acme"
--   "site"
--   1772236800000
