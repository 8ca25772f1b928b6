-- page
SELECT e.event_type, e.type, count(*), count(*) OVER ()
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY e.event_type, e.type
ORDER BY e.event_type, e.type
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
GROUP BY e.event_type, e.type
);
-- total parameters
--   "acme"
--   "site"

-- answer: 5 in all
--   {"eventType":"conversation","type":"Opened","count":1}
--   {"eventType":"conversation","type":"opened","count":1}
--   {"eventType":"message","type":"answer_copied","count":2}
--   {"eventType":"message","type":"rated","count":1}
--   {"eventType":"search","type":"searched","count":2}
