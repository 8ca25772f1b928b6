-- page
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', (1000 * unixepoch(CASE json_type(e.properties, '$.at') WHEN 'text' THEN evsrv_instant(json_extract(e.properties, '$.at')) END / 1000.0, 'unixepoch', 'start of year')) / 1000.0, 'unixepoch'), count(*), count(*) OVER ()
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY (1000 * unixepoch(CASE json_type(e.properties, '$.at') WHEN 'text' THEN evsrv_instant(json_extract(e.properties, '$.at')) END / 1000.0, 'unixepoch', 'start of year'))
ORDER BY (1000 * unixepoch(CASE json_type(e.properties, '$.at') WHEN 'text' THEN evsrv_instant(json_extract(e.properties, '$.at')) END / 1000.0, 'unixepoch', 'start of year')) NULLS LAST
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT count(*) FROM (
SELECT 1
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY (1000 * unixepoch(CASE json_type(e.properties, '$.at') WHEN 'text' THEN evsrv_instant(json_extract(e.properties, '$.at')) END / 1000.0, 'unixepoch', 'start of year'))
);
-- total parameters
--   "acme"
--   "site"

-- answer: 3 in all
--   {"properties.at_year":"2024-01-01T00:00:00.000Z","count":1}
--   {"properties.at_year":"2026-01-01T00:00:00.000Z","count":2}
--   {"count":4}
