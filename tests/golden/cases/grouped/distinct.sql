-- page
SELECT e.type
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY e.type
ORDER BY e.type
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
--   {"type":"Opened"}
--   {"type":"answer_copied"}
--   {"type":"opened"}
--   {"type":"rated"}
--   {"type":"searched"}
