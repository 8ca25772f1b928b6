SELECT *, count(*) OVER () FROM (SELECT ((((e.created_at + CASE WHEN e.created_at < 1774746000000 THEN 3600000 ELSE 7200000 END) + 63113904000000) / 3600000 % 24))::numeric AS key_0, count(*) AS part_0 FROM events AS e WHERE e.organization_id = $1::text AND e.project_id = $2::text AND e.created_at >= $3::bigint AND e.created_at <= $4::bigint GROUP BY 1) AS every ORDER BY key_0 ASC NULLS LAST LIMIT $5 OFFSET $6;
--   "acme"
--   "site"
--   1767222000000
--   1777586399999
--   1000
--   0
