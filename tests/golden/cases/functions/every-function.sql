-- page
SELECT ((e.created_at + 63113558400000) / 86400000 % 7 + 1), (CAST(strftime('%d', (e.created_at + 63113904000000) % 12622780800000 / 1000, 'unixepoch') AS INTEGER)), CASE WHEN e.search_query IS NULL THEN NULL ELSE (text_lower(e.search_query)) END, CASE WHEN e.search_query IS NULL THEN NULL ELSE (text_domain(e.search_query)) END, CASE WHEN e.search_query IS NULL THEN NULL ELSE (length(e.search_query)) END, CASE WHEN json_extract(e.properties, '$.at') IS NULL THEN NULL ELSE ((CASE json_type(e.properties, '$.at') WHEN 'text' THEN evsrv_instant(json_extract(e.properties, '$.at')) END + 63113558400000) / 86400000 % 7 + 1) END, CASE WHEN json_extract(e.properties, '$.at') IS NULL THEN NULL ELSE ((CASE json_type(e.properties, '$.at') WHEN 'text' THEN evsrv_instant(json_extract(e.properties, '$.at')) END + 63113904000000) / 3600000 % 24) END, CASE WHEN json_extract(e.properties, '$.plan') IS NULL THEN NULL ELSE (text_domain(CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') END)) END, CASE WHEN json_extract(e.properties, '$.plan') IS NULL THEN NULL ELSE (length(CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan') END)) END
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
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
WHERE e.organization_id = ? AND e.project_id = ?;
-- total parameters
--   "acme"
--   "site"

-- answer: 7 in all
--   {"createdAt_dayOfWeek":1,"createdAt_dayOfMonth":2,"properties.at_dayOfWeek":7,"properties.at_hourOfDay":23,"properties.plan_domain":null,"properties.plan_length":3}
--   {"createdAt_dayOfWeek":1,"createdAt_dayOfMonth":2,"properties.at_dayOfWeek":1,"properties.at_hourOfDay":10,"properties.plan_domain":null,"properties.plan_length":3}
--   {"createdAt_dayOfWeek":7,"createdAt_dayOfMonth":1,"properties.at_dayOfWeek":null,"properties.at_hourOfDay":null,"properties.plan_domain":null,"properties.plan_length":4}
--   {"createdAt_dayOfWeek":6,"createdAt_dayOfMonth":28,"properties.at_dayOfWeek":null,"properties.at_hourOfDay":null,"properties.plan_domain":null,"properties.plan_length":null}
--   {"createdAt_dayOfWeek":3,"createdAt_dayOfMonth":31,"searchQuery_lower":"how to, é?","searchQuery_length":10,"properties.at_dayOfWeek":null,"properties.at_hourOfDay":null,"properties.plan_domain":null,"properties.plan_length":null}
--   {"createdAt_dayOfWeek":4,"createdAt_dayOfMonth":29,"properties.at_dayOfWeek":4,"properties.at_hourOfDay":0,"properties.plan_domain":null,"properties.plan_length":3}
--   {"createdAt_dayOfWeek":3,"createdAt_dayOfMonth":31,"searchQuery_lower":"","searchQuery_length":0,"properties.at_dayOfWeek":null,"properties.at_hourOfDay":null,"properties.plan_domain":null,"properties.plan_length":null}
