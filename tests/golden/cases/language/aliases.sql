-- page
WITH grouped (key_1, key_2, aggregate_1) AS (
SELECT ((e.created_at + 62135596800000) / 86400000), e.type, count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY 1, 2
)
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', (key_1 * 86400000 - 62135596800000) / 1000.0, 'unixepoch'), key_2, aggregate_1, (SELECT count(*)
FROM grouped
ORDER BY key_1)
FROM grouped
ORDER BY aggregate_1 DESC, key_1, key_2
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
WITH grouped (key_1, key_2, aggregate_1) AS (
SELECT ((e.created_at + 62135596800000) / 86400000), e.type, count(*)
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

-- answer: 7 in all
--   {"day":"1969-12-31T00:00:00.000Z","kind":"searched","n":1}
--   {"day":"2024-02-29T00:00:00.000Z","kind":"Opened","n":1}
--   {"day":"2025-12-31T00:00:00.000Z","kind":"searched","n":1}
--   {"day":"2026-02-28T00:00:00.000Z","kind":"opened","n":1}
--   {"day":"2026-03-01T00:00:00.000Z","kind":"answer_copied","n":1}
--   {"day":"2026-03-02T00:00:00.000Z","kind":"answer_copied","n":1}
--   {"day":"2026-03-02T00:00:00.000Z","kind":"rated","n":1}
