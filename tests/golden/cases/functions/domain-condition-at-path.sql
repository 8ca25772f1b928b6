-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((CASE WHEN json_extract(e.properties, '$.plan') IS NULL THEN NULL ELSE (text_domain(CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') END)) END IS NULL) IS NOT TRUE)
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((CASE WHEN json_extract(e.properties, '$.plan') IS NULL THEN NULL ELSE (text_domain(CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') END)) END IS NULL) IS NOT TRUE);
-- total parameters
--   "acme"
--   "site"

-- answer: 0 in all
