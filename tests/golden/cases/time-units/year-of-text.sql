-- page
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', (1000 * unixepoch(evsrv_instant(e.conversation_id) / 1000.0, 'unixepoch', 'start of year')) / 1000.0, 'unixepoch'), count(*), count(*) OVER ()
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY (1000 * unixepoch(evsrv_instant(e.conversation_id) / 1000.0, 'unixepoch', 'start of year'))
ORDER BY (1000 * unixepoch(evsrv_instant(e.conversation_id) / 1000.0, 'unixepoch', 'start of year')) NULLS LAST
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
GROUP BY (1000 * unixepoch(evsrv_instant(e.conversation_id) / 1000.0, 'unixepoch', 'start of year'))
);
-- total parameters
--   "acme"
--   "site"

-- answer: 2 in all
--   {"conversationId_year":"2024-01-01T00:00:00.000Z","count":1}
--   {"count":6}
