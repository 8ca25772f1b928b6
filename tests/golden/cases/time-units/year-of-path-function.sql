-- page
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', (1000 * unixepoch(CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN evsrv_instant(json_extract(evsrv_json_at(e.properties, ?), '$')) END / 1000.0, 'unixepoch', 'start of year')) / 1000.0, 'unixepoch'), count(*), count(*) OVER ()
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY (1000 * unixepoch(CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN evsrv_instant(json_extract(evsrv_json_at(e.properties, ?), '$')) END / 1000.0, 'unixepoch', 'start of year'))
ORDER BY (1000 * unixepoch(CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN evsrv_instant(json_extract(evsrv_json_at(e.properties, ?), '$')) END / 1000.0, 'unixepoch', 'start of year')) NULLS LAST
LIMIT ? OFFSET ?;
-- page parameters
--   "[\"sent\\\"at\"]"
--   "[\"sent\\\"at\"]"
--   "acme"
--   "site"
--   "[\"sent\\\"at\"]"
--   "[\"sent\\\"at\"]"
--   "[\"sent\\\"at\"]"
--   "[\"sent\\\"at\"]"
--   1000
--   0

-- total
SELECT count(*) FROM (
SELECT 1
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY (1000 * unixepoch(CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN evsrv_instant(json_extract(evsrv_json_at(e.properties, ?), '$')) END / 1000.0, 'unixepoch', 'start of year'))
);
-- total parameters
--   "acme"
--   "site"
--   "[\"sent\\\"at\"]"
--   "[\"sent\\\"at\"]"

-- answer: 2 in all
--   {"properties.sent\"at_year":"2026-01-01T00:00:00.000Z","count":1}
--   {"count":6}
