"""SQL that evsrv compiled for three questions before it had time zones."""

from attrs import frozen

from benchmark.sql_by_hand import OF_PROJECT

_YEAR_1 = 62_135_596_800_000
"""Milliseconds from 0001-01-01 to 1970."""
_DAY = 86_400_000
_SCOPE = f"e.{OF_PROJECT.replace('AND ', 'AND e.')}"
_PLAN = (
    "CASE json_type(e.properties, '$.plan') WHEN 'text' THEN json_extract(e.properties, '$.plan')"
    " ELSE nullif(e.properties -> '$.plan', 'null') END"
)
_DAY_START = f"strftime('%Y-%m-%dT%H:%M:%fZ', (key_1 * {_DAY} - {_YEAR_1}) / 1000.0, 'unixepoch')"

BY_DAY = f"""
WITH RECURSIVE scoped AS NOT MATERIALIZED (
    SELECT * FROM events AS e WHERE {_SCOPE}
), group_keys (key) AS (
    SELECT (min(e.created_at) + {_YEAR_1}) / {_DAY} FROM scoped AS e
    WHERE e.created_at >= :since AND e.created_at <= :until - 1
    UNION ALL
    SELECT (
        SELECT (min(e.created_at) + {_YEAR_1}) / {_DAY} FROM scoped AS e
        WHERE e.created_at >= (group_keys.key + 1) * {_DAY} - {_YEAR_1}
        AND e.created_at <= :until - 1
    ) FROM group_keys WHERE group_keys.key IS NOT NULL
), grouped (key_1, aggregate_1) AS MATERIALIZED (
    SELECT group_keys.key, (
        SELECT count(*) FROM scoped AS e
        WHERE e.created_at >= max(group_keys.key * {_DAY} - {_YEAR_1}, :since)
        AND e.created_at < min((group_keys.key + 1) * {_DAY} - {_YEAR_1}, :until)
    ) FROM group_keys WHERE group_keys.key IS NOT NULL
)
SELECT {_DAY_START}, aggregate_1 FROM grouped WHERE aggregate_1 > 0 ORDER BY key_1 LIMIT 1000
"""

BY_MONTH = f"""
WITH grouped (key_1, aggregate_1) AS (
    SELECT unixepoch(e.created_at / 1000.0, 'unixepoch', 'start of month') * 1000, count(*)
    FROM events AS e WHERE {_SCOPE} GROUP BY 1
)
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', key_1 / 1000.0, 'unixepoch'), aggregate_1
FROM grouped ORDER BY key_1 LIMIT 1000
"""

BY_DAY_AND_PLAN = f"""
WITH matching AS NOT MATERIALIZED (
    SELECT * FROM events AS e
    WHERE {_SCOPE} AND e.created_at >= :since AND e.created_at < :until
), reals_2 (text) AS (
    SELECT {_PLAN} FROM matching AS e WHERE json_type(e.properties, '$.plan') = 'real'
), grouped (key_1, key_2, aggregate_1) AS (
    SELECT (e.created_at + {_YEAR_1}) / {_DAY}, {_PLAN}, count(*)
    FROM matching AS e GROUP BY 1, 2
)
SELECT {_DAY_START}, key_2, aggregate_1
FROM grouped
ORDER BY key_1, CASE WHEN key_2 < ':' THEN coalesce(
    evsrv_number(key_2),
    CASE WHEN key_2 GLOB '*[0-9]e[-+0-9]*' AND key_2 IN (SELECT text FROM reals_2)
    THEN json_extract(key_2, '$') END
) END NULLS LAST, key_2 NULLS LAST LIMIT 1000
"""


@frozen
class Earlier:
    """A question whose SQL has changed, and the target for the ratio of the new SQL to it."""

    name: str
    body: dict[str, object]
    sql: str
    at_most: float
