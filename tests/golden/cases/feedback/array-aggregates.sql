-- page
WITH grouped (aggregate_1, aggregate_2, aggregate_3, aggregate_4, aggregate_5, aggregate_6, aggregate_7, aggregate_8, aggregate_9, aggregate_10, aggregate_11) AS (
SELECT count(inputs.input_1), count(DISTINCT inputs.input_1), (sum(CAST(inputs.input_2 AS INTEGER) >> 32) + (sum(CAST(inputs.input_2 AS INTEGER) & 4294967295) >> 32)) * 4294967296 + (sum(CAST(inputs.input_2 AS INTEGER) & 4294967295) & 4294967295) + sum(inputs.input_2 - CAST(inputs.input_2 AS INTEGER)), evsrv_mean(sum(CAST(inputs.input_2 AS INTEGER) >> 32), sum(CAST(inputs.input_2 AS INTEGER) & 4294967295), sum(inputs.input_2 - CAST(inputs.input_2 AS INTEGER)), count(inputs.input_2)), min(inputs.input_2), max(inputs.input_2), percentile_of(percentiles(inputs.input_2), ?), percentile_of(percentiles(inputs.input_2), ?), percentile_of(percentiles(inputs.input_2), ?), percentile_of(percentiles(inputs.input_2), ?), percentile_of(percentiles(inputs.input_2), ?)
FROM (
SELECT e.reasons AS input_1, NULL AS input_2
FROM feedback AS e
WHERE e.organization_id = ? AND e.project_id = ?
LIMIT -1
) AS inputs
)
SELECT aggregate_1, aggregate_2, aggregate_3, aggregate_4, aggregate_5, aggregate_6, aggregate_7, aggregate_8, aggregate_9, aggregate_10, aggregate_11
FROM grouped
LIMIT ? OFFSET ?;
-- page parameters
--   0
--   1
--   2
--   3
--   4
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT 1;
-- total parameters

-- answer: 1 in all
--   {"count_reasons":4,"countDistinct_reasons":3}
