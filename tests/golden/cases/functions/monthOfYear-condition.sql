-- page
SELECT e.id
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND (((CAST(strftime('%m', (e.created_at + 63113904000000) % 12622780800000 / 1000, 'unixepoch') AS INTEGER)) IN (SELECT value FROM json_each(?))))
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   "[2,12]"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ? AND (((CAST(strftime('%m', (e.created_at + 63113904000000) % 12622780800000 / 1000, 'unixepoch') AS INTEGER)) IN (SELECT value FROM json_each(?))));
-- total parameters
--   "acme"
--   "site"
--   "[2,12]"

-- answer: 4 in all
--   {"id":"e3"}
--   {"id":"e4"}
--   {"id":"e6"}
--   {"id":"e5"}
