-- page
SELECT e.id, e.user_message_count, e.organization_id, e.project_id, e.integration_id, strftime('%Y-%m-%dT%H:%M:%fZ', e.first_message_time / 1000.0, 'unixepoch'), e.type, e.properties, e.user_properties
FROM conversations AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.user_message_count IS NULL))
ORDER BY e.first_message_time DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT count(*)
FROM conversations AS e
WHERE e.organization_id = ? AND e.project_id = ? AND ((e.user_message_count IS NULL));
-- total parameters
--   "acme"
--   "site"

-- answer: 0 in all
