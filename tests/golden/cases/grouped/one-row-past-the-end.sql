-- page
WITH grouped (aggregate_1) AS (
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
)
SELECT aggregate_1
FROM grouped
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   1

-- total
SELECT 1;
-- total parameters

-- answer: 1 in all
