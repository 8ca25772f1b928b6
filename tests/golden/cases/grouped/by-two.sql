-- page
WITH grouped (key_1, key_2, aggregate_1) AS (
SELECT e.event_type, e.type, count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1, 2
)
SELECT key_1, key_2, aggregate_1, (SELECT count(*)
FROM grouped
ORDER BY key_1)
FROM grouped
ORDER BY key_1, key_2
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
WITH grouped (key_1, key_2, aggregate_1) AS (
SELECT e.event_type, e.type, count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1, 2
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"

-- answer: 5 in all
--   {"eventType":"conversation","type":"Opened","count":1}
--   {"eventType":"conversation","type":"opened","count":1}
--   {"eventType":"message","type":"answer_copied","count":2}
--   {"eventType":"message","type":"rated","count":1}
--   {"eventType":"search","type":"searched","count":2}
