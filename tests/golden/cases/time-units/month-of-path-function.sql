-- page
WITH grouped (key_1, aggregate_1) AS (
SELECT (unixepoch(CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN evsrv_instant(json_extract(evsrv_json_at(e.properties, ?), '$')) END / 1000.0, 'unixepoch', 'start of month') * 1000), count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', key_1 / 1000.0, 'unixepoch'), aggregate_1, (SELECT count(*)
FROM grouped
ORDER BY key_1)
FROM grouped
ORDER BY key_1 NULLS LAST
LIMIT ? OFFSET ?;
-- page parameters
--   "[\"sent\\\"at\"]"
--   "[\"sent\\\"at\"]"
--   "acme"
--   "site"
--   1000
--   0

-- total
WITH grouped (key_1, aggregate_1) AS (
SELECT (unixepoch(CASE json_type(evsrv_json_at(e.properties, ?), '$') WHEN 'text' THEN evsrv_instant(json_extract(evsrv_json_at(e.properties, ?), '$')) END / 1000.0, 'unixepoch', 'start of month') * 1000), count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "[\"sent\\\"at\"]"
--   "[\"sent\\\"at\"]"
--   "acme"
--   "site"

-- answer: 2 in all
--   {"properties.sent\"at_month":"2026-03-01T00:00:00.000Z","count":1}
--   {"count":6}
