"""Instants as ISO 8601 text."""

from evsrv.calendar.calendar import UTC
from evsrv.core.sql import Sql, bind, sql


def render_iso_8601(instant: Sql) -> Sql:
    """Render epoch milliseconds as text such as `2026-03-02T10:15:00.000Z`."""
    return sql("strftime('%Y-%m-%dT%H:%M:%fZ', {} / 1000.0, 'unixepoch')", instant)


def render_local_time(instant: Sql, zone: str) -> Sql:
    """Render epoch milliseconds as the local time of a zone with its offset from UTC."""
    if zone == UTC.zone:
        return render_iso_8601(instant)
    return sql("evsrv_local_time({}, {})", instant, bind(zone))
