-- page
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', (((evsrv_instant(e.conversation_id) + 62136201600000) / 604800000) * 604800000 - 62136201600000) / 1000.0, 'unixepoch'), count(*), count(*) OVER ()
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY ((evsrv_instant(e.conversation_id) + 62136201600000) / 604800000)
ORDER BY ((evsrv_instant(e.conversation_id) + 62136201600000) / 604800000) NULLS LAST
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
GROUP BY ((evsrv_instant(e.conversation_id) + 62136201600000) / 604800000)
);
-- total parameters
--   "acme"
--   "site"

-- answer: 2 in all
--   {"conversationId_week":"2024-02-26T00:00:00.000Z","count":1}
--   {"count":6}
