"""Instants as ISO 8601 text."""

from evsrv.core.sql import Sql, sql


def render_iso_8601(instant: Sql) -> Sql:
    """Render epoch milliseconds as text such as `2026-03-02T10:15:00.000Z`."""
    return sql("strftime('%Y-%m-%dT%H:%M:%fZ', {} / 1000.0, 'unixepoch')", instant)
