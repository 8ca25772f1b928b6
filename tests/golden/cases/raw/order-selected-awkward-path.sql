-- page
SELECT e.id, CASE json_type(e.properties, '$."a.b"') WHEN 'text' THEN json_extract(e.properties, '$."a.b"') ELSE nullif(e.properties -> '$."a.b"', 'null') END
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
ORDER BY json_extract(e.properties, '$."a.b"') IS NULL, CASE WHEN json_extract(e.properties, '$."a.b"') < ':' THEN CASE json_type(e.properties, '$."a.b"') WHEN 'integer' THEN json_extract(e.properties, '$."a.b"') WHEN 'real' THEN json_extract(e.properties, '$."a.b"') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$."a.b"')) END END DESC NULLS FIRST, CASE json_type(e.properties, '$."a.b"') WHEN 'text' THEN json_extract(e.properties, '$."a.b"') ELSE nullif(e.properties -> '$."a.b"', 'null') END DESC, e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?;
-- total parameters
--   "acme"
--   "site"

-- answer: 7 in all
--   {"id":"e6","properties.a.b":"{\"id\":1,\"sku\":\"x\"}"}
--   {"id":"e7","properties.a.b":"[\"id\",\"sku\",{\"id\":1,\"sku\":\"x\"}]"}
--   {"id":"e1","properties.a.b":"12"}
--   {"id":"e2","properties.a.b":"12"}
--   {"id":"e3","properties.a.b":null}
--   {"id":"e4","properties.a.b":null}
--   {"id":"e5","properties.a.b":null}
