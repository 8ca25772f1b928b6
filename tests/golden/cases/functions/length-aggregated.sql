-- page
WITH grouped_inputs (input_1, input_2) AS NOT MATERIALIZED (
SELECT CASE WHEN e.search_query IS NULL THEN NULL ELSE (length(e.search_query)) END, (length(e.type))
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
LIMIT -1
), grouped (aggregate_1, aggregate_2) AS (
SELECT (sum(CAST(grouped_inputs.input_1 AS INTEGER) >> 32) + (sum(CAST(grouped_inputs.input_1 AS INTEGER) & 4294967295) >> 32)) * 4294967296 + (sum(CAST(grouped_inputs.input_1 AS INTEGER) & 4294967295) & 4294967295) + sum(grouped_inputs.input_1 - CAST(grouped_inputs.input_1 AS INTEGER)), count(DISTINCT grouped_inputs.input_2)
FROM grouped_inputs
)
SELECT aggregate_1, aggregate_2
FROM grouped
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT 1;
-- total parameters

-- answer: 1 in all
--   {"sum_searchQuery_length":10,"countDistinct_type_length":4}
