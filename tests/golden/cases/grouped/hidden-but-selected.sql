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
SELECT counted.key, counted.events, count(*) OVER ()
FROM counted
WHERE counted.events > 0
ORDER BY counted.key
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
--   {"type":"Opened","count":1}
--   {"type":"answer_copied","count":2}
--   {"type":"opened","count":1}
--   {"type":"rated","count":1}
--   {"type":"searched","count":2}
