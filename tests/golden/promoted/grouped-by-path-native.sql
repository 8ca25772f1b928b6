-- page
SELECT coalesce(e.promoted_1_json, nullif(json_quote(e.promoted_1), 'null')), count(*), count(*) OVER ()
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
GROUP BY coalesce(e.promoted_1_json, nullif(json_quote(e.promoted_1), 'null'))
ORDER BY coalesce(e.promoted_1_json, CAST(e.promoted_1 AS TEXT)) NULLS LAST, coalesce(e.promoted_1_json, nullif(json_quote(e.promoted_1), 'null')) NULLS LAST
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
GROUP BY coalesce(e.promoted_1_json, nullif(json_quote(e.promoted_1), 'null'))
);
-- total parameters
--   "acme"
--   "site"

-- answer: 6 in all
--   {"properties.n":-3,"count":1}
--   {"properties.n":"12","count":1}
--   {"properties.n":12,"count":1}
--   {"properties.n":12.5,"count":1}
--   {"properties.n":true,"count":1}
--   {"properties.n":null,"count":2}
