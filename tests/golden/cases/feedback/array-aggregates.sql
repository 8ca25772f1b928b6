-- page
WITH grouped (aggregate_1, aggregate_2, aggregate_3, aggregate_4, aggregate_5, aggregate_6, aggregate_7, aggregate_8, aggregate_9, aggregate_10, aggregate_11) AS (
SELECT count(e.reasons), count(DISTINCT e.reasons), (sum(CAST(NULL AS INTEGER) >> 32) + (sum(CAST(NULL AS INTEGER) & 4294967295) >> 32)) * 4294967296 + (sum(CAST(NULL AS INTEGER) & 4294967295) & 4294967295) + sum(NULL - CAST(NULL AS INTEGER)), evsrv_mean(sum(CAST(NULL AS INTEGER) >> 32), sum(CAST(NULL AS INTEGER) & 4294967295), sum(NULL - CAST(NULL AS INTEGER)), count(NULL)), min(NULL), max(NULL), percentile(NULL, ?), percentile(NULL, ?), percentile(NULL, ?), percentile(NULL, ?), percentile(NULL, ?)
FROM feedback AS e
WHERE e.organization_id = ? AND e.project_id = ?
)
SELECT aggregate_1, aggregate_2, aggregate_3, aggregate_4, aggregate_5, aggregate_6, aggregate_7, aggregate_8, aggregate_9, aggregate_10, aggregate_11
FROM grouped
LIMIT ? OFFSET ?;
-- page parameters
--   50
--   75
--   90
--   95
--   99
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT 1;
-- total parameters

-- answer: 1 in all
--   {"count_reasons":4,"countDistinct_reasons":3}
