-- page
SELECT e.user_properties, count(*), count(*) OVER ()
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY e.user_properties
ORDER BY e.user_properties NULLS LAST
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT count(*) FROM (
SELECT 1
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY e.user_properties
);
-- total parameters
--   "acme"
--   "site"

-- answer: 5 in all
--   {"userProperties":{"userId":"u1"},"count":2}
--   {"userProperties":{"userId":"u2"},"count":1}
--   {"userProperties":{"userId":"7"},"count":1}
--   {"userProperties":{},"count":1}
--   {"userProperties":null,"count":2}
