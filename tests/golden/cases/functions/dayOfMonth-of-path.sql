-- page
SELECT e.id, CASE WHEN json_extract(e.properties, '$.at') IS NULL THEN NULL ELSE (CAST(strftime('%d', (evsrv_wall_clock(CASE json_type(e.properties, '$.at') WHEN 'text' THEN evsrv_instant(json_extract(e.properties, '$.at')) END, ?) + 63113904000000) % 12622780800000 / 1000, 'unixepoch') AS INTEGER)) END, CASE WHEN json_extract(e.properties, '$.at') IS NULL THEN NULL ELSE (CAST(strftime('%m', (evsrv_wall_clock(CASE json_type(e.properties, '$.at') WHEN 'text' THEN evsrv_instant(json_extract(e.properties, '$.at')) END, ?) + 63113904000000) % 12622780800000 / 1000, 'unixepoch') AS INTEGER)) END
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "Asia/Tokyo"
--   "Asia/Tokyo"
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
--   {"id":"e1","properties.at_dayOfMonth":2,"properties.at_monthOfYear":3}
--   {"id":"e7","properties.at_dayOfMonth":2,"properties.at_monthOfYear":3}
--   {"id":"e2","properties.at_dayOfMonth":null,"properties.at_monthOfYear":null}
--   {"id":"e3","properties.at_dayOfMonth":null,"properties.at_monthOfYear":null}
--   {"id":"e4","properties.at_dayOfMonth":null,"properties.at_monthOfYear":null}
--   {"id":"e6","properties.at_dayOfMonth":29,"properties.at_monthOfYear":2}
--   {"id":"e5","properties.at_dayOfMonth":null,"properties.at_monthOfYear":null}
