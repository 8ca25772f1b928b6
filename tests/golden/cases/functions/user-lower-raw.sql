-- page
SELECT e.id, CASE WHEN (coalesce(CASE json_type(e.user_properties, '$.userId') WHEN 'text' THEN json_extract(e.user_properties, '$.userId') ELSE nullif(e.user_properties -> '$.userId', 'null') END, CASE json_type(e.user_properties, '$.id') WHEN 'text' THEN json_extract(e.user_properties, '$.id') ELSE nullif(e.user_properties -> '$.id', 'null') END)) IS NULL THEN NULL ELSE (text_lower((coalesce(CASE json_type(e.user_properties, '$.userId') WHEN 'text' THEN json_extract(e.user_properties, '$.userId') ELSE nullif(e.user_properties -> '$.userId', 'null') END, CASE json_type(e.user_properties, '$.id') WHEN 'text' THEN json_extract(e.user_properties, '$.id') ELSE nullif(e.user_properties -> '$.id', 'null') END)))) END
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND (((coalesce(CASE json_type(e.user_properties, '$.userId') WHEN 'text' THEN json_extract(e.user_properties, '$.userId') ELSE nullif(e.user_properties -> '$.userId', 'null') END, CASE json_type(e.user_properties, '$.id') WHEN 'text' THEN json_extract(e.user_properties, '$.id') ELSE nullif(e.user_properties -> '$.id', 'null') END)) IS NOT NULL))
ORDER BY (coalesce(CASE json_type(e.user_properties, '$.userId') WHEN 'text' THEN json_extract(e.user_properties, '$.userId') ELSE nullif(e.user_properties -> '$.userId', 'null') END, CASE json_type(e.user_properties, '$.id') WHEN 'text' THEN json_extract(e.user_properties, '$.id') ELSE nullif(e.user_properties -> '$.id', 'null') END)) DESC, e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND (((coalesce(CASE json_type(e.user_properties, '$.userId') WHEN 'text' THEN json_extract(e.user_properties, '$.userId') ELSE nullif(e.user_properties -> '$.userId', 'null') END, CASE json_type(e.user_properties, '$.id') WHEN 'text' THEN json_extract(e.user_properties, '$.id') ELSE nullif(e.user_properties -> '$.id', 'null') END)) IS NOT NULL));
-- total parameters
--   "acme"
--   "site"

-- answer: 4 in all
--   {"id":"e3","user_lower":"u2"}
--   {"id":"e1","user_lower":"u1"}
--   {"id":"e2","user_lower":"u1"}
--   {"id":"e7","user_lower":"7"}
