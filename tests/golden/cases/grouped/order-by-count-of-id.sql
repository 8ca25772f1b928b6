-- page
WITH grouped (key_1, aggregate_1) AS (
SELECT e.type, count(e.id)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT key_1, (SELECT count(*)
FROM grouped
ORDER BY key_1)
FROM grouped
ORDER BY aggregate_1 DESC, key_1
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
WITH grouped (key_1, aggregate_1) AS (
SELECT e.type, count(e.id)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"

-- answer: 5 in all
--   {"type":"answer_copied"}
--   {"type":"searched"}
--   {"type":"Opened"}
--   {"type":"opened"}
--   {"type":"rated"}
