-- page
SELECT e.type, count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY e.type
ORDER BY e.type
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   2
--   1

-- total
SELECT count(*) FROM (
SELECT 1
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY e.type
);
-- total parameters
--   "acme"
--   "site"

-- answer: 5 in all
--   {"type":"answer_copied","count":2}
--   {"type":"opened","count":1}
