-- page
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', (((CASE WHEN e.promoted_6_json IS NULL THEN evsrv_instant(e.promoted_6) END + 62136201600000) / 604800000) * 604800000 - 62136201600000) / 1000.0, 'unixepoch'), count(*), count(*) OVER ()
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY ((CASE WHEN e.promoted_6_json IS NULL THEN evsrv_instant(e.promoted_6) END + 62136201600000) / 604800000)
ORDER BY ((CASE WHEN e.promoted_6_json IS NULL THEN evsrv_instant(e.promoted_6) END + 62136201600000) / 604800000) NULLS LAST
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
GROUP BY ((CASE WHEN e.promoted_6_json IS NULL THEN evsrv_instant(e.promoted_6) END + 62136201600000) / 604800000)
);
-- total parameters
--   "acme"
--   "site"

-- answer: 4 in all
--   {"properties.at_week":"2024-02-26T00:00:00.000Z","count":1}
--   {"properties.at_week":"2026-02-23T00:00:00.000Z","count":1}
--   {"properties.at_week":"2026-03-02T00:00:00.000Z","count":1}
--   {"count":4}
