-- page
WITH grouped (key_1, aggregate_1) AS (
SELECT ((e.created_at + 62135596800000) / 86400000), max(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END)
FROM feedback AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.message_id IS NOT NULL AND (e.message_id = ?) IS NOT TRUE))
GROUP BY 1
)
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', (key_1 * 86400000 - 62135596800000) / 1000.0, 'unixepoch'), aggregate_1, (SELECT count(*)
FROM grouped
ORDER BY key_1)
FROM grouped
ORDER BY key_1
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "m1"
--   1000
--   0

-- total
WITH grouped (key_1, aggregate_1) AS (
SELECT ((e.created_at + 62135596800000) / 86400000), max(CASE json_type(e.properties, '$.n') WHEN 'integer' THEN json_extract(e.properties, '$.n') WHEN 'real' THEN json_extract(e.properties, '$.n') WHEN 'text' THEN evsrv_number(json_extract(e.properties, '$.n')) END)
FROM feedback AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.message_id IS NOT NULL AND (e.message_id = ?) IS NOT TRUE))
GROUP BY 1
)
SELECT count(*)
FROM grouped
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"
--   "m1"

-- answer: 3 in all
--   {"createdAt_day":"2026-02-28T00:00:00.000Z"}
--   {"createdAt_day":"2026-03-02T00:00:00.000Z"}
--   {"createdAt_day":"2026-03-03T00:00:00.000Z"}
