-- page
WITH grouped (key_1, aggregate_1) AS (
SELECT e.reasons, count(*)
FROM feedback AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT key_1, aggregate_1, (SELECT count(*)
FROM grouped
ORDER BY key_1)
FROM grouped
ORDER BY key_1 NULLS LAST
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
WITH grouped (key_1, aggregate_1) AS (
SELECT e.reasons, count(*)
FROM feedback AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"

-- answer: 4 in all
--   {"reasons":[],"count":1}
--   {"reasons":[{"details":"","label":"inaccurate"}],"count":2}
--   {"reasons":[{"details":"old","label":"inaccurate"},{"details":"","label":"too long"}],"count":1}
--   {"reasons":null,"count":1}
