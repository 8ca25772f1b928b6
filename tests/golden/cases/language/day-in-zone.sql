-- page
WITH scoped AS NOT MATERIALIZED (
SELECT * FROM events AS e WHERE e.organization_id = ? AND e.project_id = ?
), bounds (start, first, past) AS MATERIALIZED (
SELECT listed.value ->> 0, listed.value ->> 1, listed.value ->> 2 FROM json_each(?) AS listed, json_each('[0]')
), grouped (key_1, aggregate_1) AS MATERIALIZED (
SELECT bounds.start, (SELECT count(*) FROM scoped AS e WHERE e.created_at >= bounds.first AND e.created_at < bounds.past)
FROM bounds AS bounds
)
SELECT evsrv_local_time(key_1, ?), aggregate_1, (SELECT count(*)
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
--   "[[1772168400000,1772168400000,1772254800000],[1772254800000,1772254800000,1772341200000],[1772341200000,1772341200000,1772427600000],[1772427600000,1772427600000,1772514000000],[1772514000000,1772514000000,1772600400000]]"
--   "America/New_York"
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
--   "[[1772168400000,1772168400000,1772254800000],[1772254800000,1772254800000,1772341200000],[1772341200000,1772341200000,1772427600000],[1772427600000,1772427600000,1772514000000],[1772514000000,1772514000000,1772600400000]]"

-- answer: 3 in all
--   {"createdAt_day":"2026-02-27T00:00:00.000-05:00","count":1}
--   {"createdAt_day":"2026-03-01T00:00:00.000-05:00","count":1}
--   {"createdAt_day":"2026-03-02T00:00:00.000-05:00","count":2}
