-- page
SELECT e.id, e.user_properties, CASE json_type(e.properties, '$.n') WHEN 'text' THEN json_extract(e.properties, '$.n') ELSE nullif(e.properties -> '$.n', 'null') END, CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN json_extract(evsrv_json_at(e.properties, ?), '$') ELSE evsrv_json_at(e.properties, ?) END, CASE json_type(e.properties, '$.order') WHEN 'text' THEN json_extract(e.properties, '$.order') ELSE nullif(e.properties -> '$.order', 'null') END
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "[\"tags\",\"0\"]"
--   "[\"tags\",\"0\"]"
--   "[\"tags\",\"0\"]"
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
--   {"id":"e1","userProperties":{"userId":"u1"},"properties.n":"12","properties.tags.0":"a","properties.order":"{\"gift\":false,\"id\":7}"}
--   {"id":"e7","userProperties":{"userId":"7"},"properties.n":"-3","properties.tags.0":"b","properties.order":"{\"id\":7.0}"}
--   {"id":"e2","userProperties":{"userId":"u1"},"properties.n":"12","properties.tags.0":null,"properties.order":"[\"id\",7]"}
--   {"id":"e3","userProperties":{"userId":"u2"},"properties.n":"12.5","properties.tags.0":null,"properties.order":"{}"}
--   {"id":"e4","userProperties":null,"properties.n":null,"properties.tags.0":null,"properties.order":null}
--   {"id":"e6","userProperties":null,"properties.n":"true","properties.tags.0":"[\"a\"]","properties.order":"id"}
--   {"id":"e5","userProperties":{},"properties.n":null,"properties.tags.0":null,"properties.order":null}
