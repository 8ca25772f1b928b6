-- page
SELECT e.type, count(*) OVER ()
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY e.type
ORDER BY count(e.id) DESC, e.type
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
GROUP BY e.type
);
-- total parameters
--   "acme"
--   "site"

-- answer: 5 in all
--   {"type":"answer_copied"}
--   {"type":"searched"}
--   {"type":"Opened"}
--   {"type":"opened"}
--   {"type":"rated"}
