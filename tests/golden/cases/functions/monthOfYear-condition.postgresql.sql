SELECT e.id
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (((extract(month FROM timestamp '1970-01-01' + (e.created_at + 63113904000000) % 12622780800000 * interval '1 millisecond')::bigint)::numeric = ANY (ARRAY(SELECT jsonb_array_elements_text($3::jsonb)::numeric))))
ORDER BY e.created_at DESC, e.id
LIMIT $4::bigint OFFSET $5::bigint;
--   "acme"
--   "site"
--   "[\"2\",\"12\"]"
--   1000
--   0

SELECT count(*)
FROM events AS e
WHERE e.organization_id = $1::text AND e.project_id = $2::text AND (((extract(month FROM timestamp '1970-01-01' + (e.created_at + 63113904000000) % 12622780800000 * interval '1 millisecond')::bigint)::numeric = ANY (ARRAY(SELECT jsonb_array_elements_text($3::jsonb)::numeric))));
--   "acme"
--   "site"
--   "[\"2\",\"12\"]"
