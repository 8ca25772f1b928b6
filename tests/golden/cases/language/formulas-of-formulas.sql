-- page
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), grouped (key_1, aggregate_1) AS (
SELECT e.type, count(*)
FROM scoped AS e
GROUP BY 1
), computed_1 AS MATERIALIZED (
SELECT *, nullif(nullif(nullif(nullif(CAST(aggregate_1 AS REAL), 9e999), -9e999) * ?, 9e999), -9e999) AS computed_2
FROM grouped
), computed_2 AS MATERIALIZED (
SELECT *, nullif(nullif(coalesce(nullif(nullif(CAST(computed_2 AS REAL), 9e999), -9e999) / nullif(nullif(nullif(CAST(aggregate_1 AS REAL), 9e999), -9e999) - ?, 0), (-?)), 9e999), -9e999) AS computed_3
FROM computed_1
)
SELECT key_1, aggregate_1, computed_2, computed_3, (SELECT count(*)
FROM computed_2
ORDER BY key_1)
FROM computed_2
ORDER BY key_1
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   2.0
--   1.0
--   1.5
--   1000
--   0

-- total
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), grouped (key_1, aggregate_1) AS (
SELECT e.type, count(*)
FROM scoped AS e
GROUP BY 1
), computed_1 AS MATERIALIZED (
SELECT *, nullif(nullif(nullif(nullif(CAST(aggregate_1 AS REAL), 9e999), -9e999) * ?, 9e999), -9e999) AS computed_2
FROM grouped
), computed_2 AS MATERIALIZED (
SELECT *, nullif(nullif(coalesce(nullif(nullif(CAST(computed_2 AS REAL), 9e999), -9e999) / nullif(nullif(nullif(CAST(aggregate_1 AS REAL), 9e999), -9e999) - ?, 0), (-?)), 9e999), -9e999) AS computed_3
FROM computed_1
)
SELECT count(*)
FROM computed_2
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"
--   2.0
--   1.0
--   1.5

-- answer: 5 in all
--   {"type":"Opened","count":1,"twice":2.0,"odd":-1.5}
--   {"type":"answer_copied","count":2,"twice":4.0,"odd":4.0}
--   {"type":"opened","count":1,"twice":2.0,"odd":-1.5}
--   {"type":"rated","count":1,"twice":2.0,"odd":-1.5}
--   {"type":"searched","count":2,"twice":4.0,"odd":4.0}
