-- page
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', (1000 * unixepoch(CASE json_type(e.properties, '$."sent.at"') WHEN 'text' THEN evsrv_instant(json_extract(e.properties, '$."sent.at"')) END / 1000.0, 'unixepoch', 'start of month', -((strftime('%m', CASE json_type(e.properties, '$."sent.at"') WHEN 'text' THEN evsrv_instant(json_extract(e.properties, '$."sent.at"')) END / 1000.0, 'unixepoch') - 1) % 3) || ' months')) / 1000.0, 'unixepoch'), count(*), count(*) OVER ()
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY (1000 * unixepoch(CASE json_type(e.properties, '$."sent.at"') WHEN 'text' THEN evsrv_instant(json_extract(e.properties, '$."sent.at"')) END / 1000.0, 'unixepoch', 'start of month', -((strftime('%m', CASE json_type(e.properties, '$."sent.at"') WHEN 'text' THEN evsrv_instant(json_extract(e.properties, '$."sent.at"')) END / 1000.0, 'unixepoch') - 1) % 3) || ' months'))
ORDER BY (1000 * unixepoch(CASE json_type(e.properties, '$."sent.at"') WHEN 'text' THEN evsrv_instant(json_extract(e.properties, '$."sent.at"')) END / 1000.0, 'unixepoch', 'start of month', -((strftime('%m', CASE json_type(e.properties, '$."sent.at"') WHEN 'text' THEN evsrv_instant(json_extract(e.properties, '$."sent.at"')) END / 1000.0, 'unixepoch') - 1) % 3) || ' months')) NULLS LAST
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
GROUP BY (1000 * unixepoch(CASE json_type(e.properties, '$."sent.at"') WHEN 'text' THEN evsrv_instant(json_extract(e.properties, '$."sent.at"')) END / 1000.0, 'unixepoch', 'start of month', -((strftime('%m', CASE json_type(e.properties, '$."sent.at"') WHEN 'text' THEN evsrv_instant(json_extract(e.properties, '$."sent.at"')) END / 1000.0, 'unixepoch') - 1) % 3) || ' months'))
);
-- total parameters
--   "acme"
--   "site"

-- answer: 2 in all
--   {"properties.sent.at_quarter":"2026-01-01T00:00:00.000Z","count":1}
--   {"count":6}
