SELECT *, count(*) OVER () FROM (SELECT ((e.first_message_time + 62136201600000) / 604800000 * 604800000 - 62136201600000) AS key_0, count(*) AS part_0 FROM conversations AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text GROUP BY 1) AS every ORDER BY key_0 ASC NULLS LAST LIMIT $3 OFFSET $4;
--   "acme"
--   "site"
--   1000
--   0
