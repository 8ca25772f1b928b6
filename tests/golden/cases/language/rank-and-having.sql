-- page
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), grouped_bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), grouped (key_1, key_2, aggregate_1) AS (
SELECT grouped_bounds.start, e.type, count(*)
FROM grouped_bounds CROSS JOIN scoped AS e
WHERE e.created_at >= grouped_bounds.first AND e.created_at < grouped_bounds.past
GROUP BY 1, 2
), computed_1 AS MATERIALIZED (
SELECT *, row_number() OVER (PARTITION BY key_1 ORDER BY aggregate_1 DESC NULLS LAST, key_1, key_2) AS computed_2
FROM grouped
)
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', key_1 / 1000.0, 'unixepoch'), key_2, aggregate_1, computed_2, (SELECT count(*)
FROM computed_1
WHERE ((computed_2 <= ?) AND (aggregate_1 IN (?) OR aggregate_1 IS NULL) IS NOT TRUE)
ORDER BY key_1)
FROM computed_1
WHERE ((computed_2 <= ?) AND (aggregate_1 IN (?) OR aggregate_1 IS NULL) IS NOT TRUE)
ORDER BY key_1, key_2
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[[1764547200000,1764547200000,1767225600000],[1767225600000,1767225600000,1769904000000],[1769904000000,1769904000000,1772323200000],[1772323200000,1772323200000,1775001600000]]"
--   2
--   7
--   2
--   7
--   1000
--   0

-- total
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), grouped_bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), grouped (key_1, key_2, aggregate_1) AS (
SELECT grouped_bounds.start, e.type, count(*)
FROM grouped_bounds CROSS JOIN scoped AS e
WHERE e.created_at >= grouped_bounds.first AND e.created_at < grouped_bounds.past
GROUP BY 1, 2
), computed_1 AS MATERIALIZED (
SELECT *, row_number() OVER (PARTITION BY key_1 ORDER BY aggregate_1 DESC NULLS LAST, key_1, key_2) AS computed_2
FROM grouped
)
SELECT count(*)
FROM computed_1
WHERE ((computed_2 <= ?) AND (aggregate_1 IN (?) OR aggregate_1 IS NULL) IS NOT TRUE)
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"
--   "[[1764547200000,1764547200000,1767225600000],[1767225600000,1767225600000,1769904000000],[1769904000000,1769904000000,1772323200000],[1772323200000,1772323200000,1775001600000]]"
--   2
--   7

-- answer: 4 in all
--   {"createdAt_month":"2025-12-01T00:00:00.000Z","type":"searched","count":1,"rank":1}
--   {"createdAt_month":"2026-02-01T00:00:00.000Z","type":"opened","count":1,"rank":1}
--   {"createdAt_month":"2026-03-01T00:00:00.000Z","type":"answer_copied","count":2,"rank":1}
--   {"createdAt_month":"2026-03-01T00:00:00.000Z","type":"rated","count":1,"rank":2}
