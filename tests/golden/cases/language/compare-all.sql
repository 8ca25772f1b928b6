-- page
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), grouped (aggregate_1) AS (
SELECT count(*)
FROM scoped AS e
WHERE e.created_at >= ? AND e.created_at <= ?
), compared (aggregate_1) AS (
SELECT count(*)
FROM scoped AS e
WHERE e.created_at >= ? AND e.created_at <= ?
), result_rows (one) AS (
SELECT 1
), composed (aggregate_1, aggregate_2) AS MATERIALIZED (
SELECT coalesce(grouped.aggregate_1, (SELECT count(*) FROM scoped AS e WHERE 0)), coalesce(compared.aggregate_1, (SELECT count(*) FROM scoped AS e WHERE 0))
FROM result_rows
LEFT JOIN grouped ON result_rows.one IS result_rows.one
LEFT JOIN compared ON result_rows.one IS result_rows.one
)
SELECT aggregate_1, aggregate_2
FROM composed
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1772323200000
--   1772495999999
--   1772150400000
--   1772323199999
--   1000
--   0

-- total
SELECT 1;
-- total parameters

-- answer: 1 in all
--   {"count":3,"compared_count":1}
