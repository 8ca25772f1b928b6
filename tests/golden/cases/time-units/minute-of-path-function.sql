-- page
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', (((CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN evsrv_instant(json_extract(evsrv_json_at(e.properties, ?), '$')) END + 62135596800000) / 60000) * 60000 - 62135596800000) / 1000.0, 'unixepoch'), count(*), count(*) OVER ()
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY ((CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN evsrv_instant(json_extract(evsrv_json_at(e.properties, ?), '$')) END + 62135596800000) / 60000)
ORDER BY ((CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN evsrv_instant(json_extract(evsrv_json_at(e.properties, ?), '$')) END + 62135596800000) / 60000) NULLS LAST
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
GROUP BY ((CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN evsrv_instant(json_extract(evsrv_json_at(e.properties, ?), '$')) END + 62135596800000) / 60000)
);
-- total parameters
--   "acme"
--   "site"
--   "[\"sent\\\"at\"]"
--   "[\"sent\\\"at\"]"

-- answer: 2 in all
--   {"properties.sent\"at_minute":"2026-03-01T23:30:00.000Z","count":1}
--   {"count":6}
