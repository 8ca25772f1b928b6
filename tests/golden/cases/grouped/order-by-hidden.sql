-- page
WITH RECURSIVE listed (key) AS (
SELECT min(e.type) FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
UNION ALL
SELECT (SELECT min(e.type) FROM events AS e WHERE e.organization_id = ? AND e.project_id = ? AND e.type > listed.key)
FROM listed WHERE listed.key IS NOT NULL
), counted (key, events) AS MATERIALIZED (
SELECT listed.key, (SELECT count(*) FROM events AS e WHERE e.organization_id = ? AND e.project_id = ? AND e.type = listed.key)
FROM listed
)
SELECT counted.events, count(*) OVER ()
FROM counted
WHERE counted.events > 0
ORDER BY counted.key DESC
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "acme"
--   "site"
--   "acme"
--   "site"
--   1000
--   0

-- total
WITH RECURSIVE listed (key) AS (
SELECT min(e.type) FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
UNION ALL
SELECT (SELECT min(e.type) FROM events AS e WHERE e.organization_id = ? AND e.project_id = ? AND e.type > listed.key)
FROM listed WHERE listed.key IS NOT NULL
), counted (key, events) AS MATERIALIZED (
SELECT listed.key, (SELECT count(*) FROM events AS e WHERE e.organization_id = ? AND e.project_id = ? AND e.type = listed.key)
FROM listed
)
SELECT count(*)
FROM counted
WHERE counted.events > 0;
-- total parameters
--   "acme"
--   "site"
--   "acme"
--   "site"
--   "acme"
--   "site"

-- answer: 5 in all
--   {"count":2}
--   {"count":1}
--   {"count":1}
--   {"count":2}
--   {"count":1}
