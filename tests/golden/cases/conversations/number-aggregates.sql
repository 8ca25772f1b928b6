-- page
WITH grouped_inputs (input_1) AS NOT MATERIALIZED (
SELECT e.user_message_count
FROM conversations AS e
WHERE e.organization_id = ? AND e.project_id = ?
LIMIT -1
), grouped (aggregate_1, aggregate_2, aggregate_3, aggregate_4, aggregate_5, aggregate_6, aggregate_7, aggregate_8, aggregate_9, aggregate_10, aggregate_11) AS (
SELECT count(grouped_inputs.input_1), count(DISTINCT grouped_inputs.input_1), (sum(CAST(grouped_inputs.input_1 AS INTEGER) >> 32) + (sum(CAST(grouped_inputs.input_1 AS INTEGER) & 4294967295) >> 32)) * 4294967296 + (sum(CAST(grouped_inputs.input_1 AS INTEGER) & 4294967295) & 4294967295) + sum(grouped_inputs.input_1 - CAST(grouped_inputs.input_1 AS INTEGER)), evsrv_mean(sum(CAST(grouped_inputs.input_1 AS INTEGER) >> 32), sum(CAST(grouped_inputs.input_1 AS INTEGER) & 4294967295), sum(grouped_inputs.input_1 - CAST(grouped_inputs.input_1 AS INTEGER)), count(grouped_inputs.input_1)), min(grouped_inputs.input_1), max(grouped_inputs.input_1), percentile_of(percentiles(grouped_inputs.input_1), ?), percentile_of(percentiles(grouped_inputs.input_1), ?), percentile_of(percentiles(grouped_inputs.input_1), ?), percentile_of(percentiles(grouped_inputs.input_1), ?), percentile_of(percentiles(grouped_inputs.input_1), ?)
FROM grouped_inputs
)
SELECT aggregate_1, aggregate_2, aggregate_3, aggregate_4, aggregate_5, aggregate_6, aggregate_7, aggregate_8, aggregate_9, aggregate_10, aggregate_11
FROM grouped
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   0
--   1
--   2
--   3
--   4
--   1000
--   0

-- total
SELECT 1;
-- total parameters

-- answer: 1 in all
--   {"count_userMessageCount":5,"countDistinct_userMessageCount":4,"sum_userMessageCount":23,"avg_userMessageCount":4.6,"min_userMessageCount":0,"max_userMessageCount":10,"median_userMessageCount":2,"p75_userMessageCount":9,"p90_userMessageCount":9.6,"p95_userMessageCount":9.8,"p99_userMessageCount":9.96}
