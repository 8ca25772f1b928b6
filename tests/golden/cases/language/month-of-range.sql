-- page
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), grouped (key_1, aggregate_1) AS MATERIALIZED (
SELECT bounds.start, (SELECT count(*) FROM scoped AS e WHERE e.created_at >= bounds.first AND e.created_at < bounds.past)
FROM bounds AS bounds
)
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', key_1 / 1000.0, 'unixepoch'), aggregate_1, (SELECT count(*)
FROM grouped
WHERE aggregate_1 > 0
ORDER BY key_1)
FROM grouped
WHERE aggregate_1 > 0
ORDER BY key_1
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[[1764547200000,1764547200000,1767225600000],[1767225600000,1767225600000,1769904000000],[1769904000000,1769904000000,1772323200000],[1772323200000,1772323200000,1775001600000]]"
--   1000
--   0

-- total
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), grouped (key_1, aggregate_1) AS MATERIALIZED (
SELECT bounds.start, (SELECT count(*) FROM scoped AS e WHERE e.created_at >= bounds.first AND e.created_at < bounds.past)
FROM bounds AS bounds
)
SELECT count(*)
FROM grouped
WHERE aggregate_1 > 0
ORDER BY key_1;
-- total parameters
--   "acme"
--   "site"
--   "[[1764547200000,1764547200000,1767225600000],[1767225600000,1767225600000,1769904000000],[1769904000000,1769904000000,1772323200000],[1772323200000,1772323200000,1775001600000]]"

-- answer: 3 in all
--   {"createdAt_month":"2025-12-01T00:00:00.000Z","count":1}
--   {"createdAt_month":"2026-02-01T00:00:00.000Z","count":1}
--   {"createdAt_month":"2026-03-01T00:00:00.000Z","count":3}
