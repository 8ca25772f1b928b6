-- page
WITH grouped (aggregate_1, aggregate_2) AS (
SELECT (sum(CAST(CASE WHEN e.search_query IS NULL THEN NULL ELSE (length(e.search_query)) END AS INTEGER) >> 32) + (sum(CAST(CASE WHEN e.search_query IS NULL THEN NULL ELSE (length(e.search_query)) END AS INTEGER) & 4294967295) >> 32)) * 4294967296 + (sum(CAST(CASE WHEN e.search_query IS NULL THEN NULL ELSE (length(e.search_query)) END AS INTEGER) & 4294967295) & 4294967295) + sum(CASE WHEN e.search_query IS NULL THEN NULL ELSE (length(e.search_query)) END - CAST(CASE WHEN e.search_query IS NULL THEN NULL ELSE (length(e.search_query)) END AS INTEGER)), count(DISTINCT (length(e.type)))
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
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
