-- page
WITH grouped (key_1) AS (
SELECT ((NULL + 62135596800000) / 86400000)
FROM feedback AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1
)
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', (key_1 * 86400000 - 62135596800000) / 1000.0, 'unixepoch'), (SELECT count(*)
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
WITH grouped (key_1) AS (
SELECT ((NULL + 62135596800000) / 86400000)
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

-- answer: 1 in all
--   {}
