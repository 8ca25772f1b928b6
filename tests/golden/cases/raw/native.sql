-- page
SELECT e.id, e.properties, nullif(e.properties -> '$.n', 'null'), evsrv_json_at(e.properties, ?)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?
ORDER BY e.created_at DESC, e.id
LIMIT ? OFFSET ?;
-- page parameters
--   "[\"tags\",\"0\"]"
--   "acme"
--   "site"
--   1000
--   0

-- total
SELECT count(*)
FROM events AS e
WHERE e.organization_id = ? AND e.project_id = ?;
-- total parameters
--   "acme"
--   "site"

-- answer: 7 in all
--   {"id":"e1","properties":{"a.b":12,"at":"2026-03-02T00:30:00+01:00","items":[{"qty":1,"sku":"x"},{"sku":"y"}],"n":12,"ok":true,"order":{"gift":false,"id":7},"plan":"pro","q\"t":12,"sent\"at":"2026-03-02T00:30:00+01:00","sent.at":"2026-03-02T00:30:00+01:00","tags":["a","b",1]},"properties.n":12,"properties.tags.0":"a"}
--   {"id":"e7","properties":{"a.b":["id","sku",{"id":1,"sku":"x"}],"at":"2026-03-02T10:59:59.9996Z","items":[],"n":-3,"ok":"no","order":{"id":7.0},"plan":"pro","q\"t":["id","sku",{"id":1,"sku":"x"}],"tags":["b"]},"properties.n":-3,"properties.tags.0":"b"}
--   {"id":"e2","properties":{"a.b":"12","at":"no date","items":[{"sku":"x"}],"n":"12","ok":"true","order":["id",7],"plan":"Free","q\"t":"12","tags":"a"},"properties.n":"12","properties.tags.0":null}
--   {"id":"e3","properties":{"a.b":null,"at":1772323200000,"items":{"sku":"x"},"n":12.5,"ok":1,"order":{},"plan":null,"q\"t":[12,"a"],"tags":[]},"properties.n":12.5,"properties.tags.0":null}
--   {"id":"e4","properties":null,"properties.n":null,"properties.tags.0":null}
--   {"id":"e6","properties":{"a.b":{"id":1,"sku":"x"},"at":"2024-02-29","items":[[{"sku":"x"}]],"n":true,"ok":false,"order":"id","plan":"[1]","q\"t":{"id":1,"sku":"x"},"tags":[["a"],"b",null]},"properties.n":true,"properties.tags.0":["a"]}
--   {"id":"e5","properties":{},"properties.n":null,"properties.tags.0":null}
