"""Fragments of the SQL by hand, for SQLite and for DuckDB."""

DAY = 86_400_000
"""Milliseconds."""

OF_PROJECT = "organization_id = :organization AND project_id = :project"
IN_DUCKDB = "organization_id = $organization AND project_id = $project"
SINCE_IN_DUCKDB = f"{IN_DUCKDB} AND created_at >= $since AND created_at < $until"
_ISO = "strftime('%Y-%m-%dT00:00:00.000Z', {} / 1000, 'unixepoch')"


def by_bucket(select: str, length: int, where: str = "") -> str:
    """Return SQL that reads each bucket as one range of the index on time."""
    return f"""
    WITH RECURSIVE bucket (start) AS (
        SELECT {_FIRST[length]}
        UNION ALL
        SELECT start + {length} FROM bucket WHERE start + {length} < :until
    ), found (start, value) AS MATERIALIZED (
        SELECT start, (
            SELECT {select} FROM events WHERE {OF_PROJECT} {where}
            AND created_at >= max(start, :since) AND created_at < min(start + {length}, :until)
        ) FROM bucket
    )
    SELECT {_ISO.format("start")}, value FROM found WHERE value > 0 ORDER BY start
    """


def by_bucket_in_duckdb(select: str, length: int, where: str = "") -> str:
    """Return SQL that groups by the number of the bucket, and formats only the result."""
    return f"""
    SELECT strftime(epoch_ms(start), '%Y-%m-%dT00:00:00.000Z'), value FROM (
        SELECT {_START_IN_DUCKDB[length]} AS start, {select} AS value
        FROM events WHERE {SINCE_IN_DUCKDB} {where} GROUP BY start
    ) ORDER BY start
    """


WEEK = 7 * DAY
_START_IN_DUCKDB = {
    DAY: f"created_at // {DAY} * {DAY}",
    WEEK: f"(created_at - {4 * DAY}) // {WEEK} * {WEEK} + {4 * DAY}",
}
_FIRST = {
    DAY: f":since / {DAY} * {DAY}",
    # 1970-01-05 was a Monday.
    WEEK: f"(:since - {4 * DAY}) / {WEEK} * {WEEK} + {4 * DAY}",
}


def by_type(where: str) -> str:
    """Return SQL that counts each type with a loose scan of the index of types."""
    return f"""
    WITH RECURSIVE kind (type) AS (
        SELECT min(type) FROM events WHERE {OF_PROJECT}
        UNION ALL
        SELECT (SELECT min(type) FROM events WHERE {OF_PROJECT} AND type > kind.type)
        FROM kind WHERE type IS NOT NULL
    ), found (type, value) AS MATERIALIZED (
        SELECT kind.type, (
            SELECT count(*) FROM events WHERE {OF_PROJECT} AND type = kind.type {where}
        ) FROM kind WHERE kind.type IS NOT NULL
    )
    SELECT type, value FROM found WHERE value > 0 ORDER BY value DESC, type
    """


BY_TYPE_IN_DUCKDB = """
    SELECT type, count(*) AS n FROM events WHERE {} GROUP BY type ORDER BY n DESC, type
"""

ROW = """
    SELECT id, organization_id, project_id, integration_id, event_type, type, message_id,
        conversation_id, search_query, {}, properties, user_properties
    FROM events WHERE {}
"""
NEWEST = f"{ROW} ORDER BY created_at DESC, id LIMIT 100"
CREATED = "strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch')"
