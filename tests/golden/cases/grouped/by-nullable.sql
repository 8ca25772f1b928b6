-- page
SELECT e.message_id, count(*), count(*) OVER ()
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY e.message_id
ORDER BY e.message_id NULLS LAST
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
GROUP BY e.message_id
);
-- total parameters
--   "acme"
--   "site"

-- answer: 4 in all
--   {"messageId":"-3.5","count":1}
--   {"messageId":"12","count":1}
--   {"messageId":"9","count":1}
--   {"count":4}
