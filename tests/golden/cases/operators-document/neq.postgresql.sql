SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (e.user_properties IS NOT NULL AND (e.user_properties = $3::jsonb) IS NOT TRUE)
ORDER BY e.created_at DESC, e.id
LIMIT $4::bigint OFFSET $5::bigint;
--   "acme"
--   "site"
--   "{\"userId\":\"u1\"}"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (e.user_properties IS NOT NULL AND (e.user_properties = $3::jsonb) IS NOT TRUE);
--   "acme"
--   "site"
--   "{\"userId\":\"u1\"}"
