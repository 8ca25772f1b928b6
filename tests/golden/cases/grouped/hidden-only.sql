-- page
SELECT count(*) OVER ()
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY e.event_type
ORDER BY e.event_type
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
GROUP BY e.event_type
);
-- total parameters
--   "acme"
--   "site"

-- answer: 3 in all
--   {}
--   {}
--   {}
