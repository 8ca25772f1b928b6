"""hour, day, week and month."""

from datetime import datetime, timedelta

from evsrv.plugin import FixedLength, Sql, TimeUnit, hookimpl, sql

_HOUR_MS = 3_600_000
_DAY_MS = 24 * _HOUR_MS
_MONDAY_MS = 4 * _DAY_MS
"""1970-01-05, a Monday."""


def _start_of_month(local: datetime) -> datetime:
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _next_month(local: datetime) -> datetime:
    return _start_of_month(_start_of_month(local) + timedelta(days=31))


def _render_start_of_month(instant: Sql) -> Sql:
    return sql("unixepoch({} / 1000.0, 'unixepoch', 'start of month') * 1000", instant)


def _render_start_of_month_in_postgresql(instant: Sql) -> Sql:
    return sql(
        "(extract(epoch FROM date_trunc('month', timestamp '1970-01-01'"
        " + {} * interval '1 millisecond')) * 1000)::bigint",
        instant,
    )


@hookimpl
def evsrv_time_units() -> list[TimeUnit]:
    """Return the contract's time units."""
    return [
        TimeUnit(name="hour", summary="the hour", fixed_length=FixedLength(_HOUR_MS)),
        TimeUnit(name="day", summary="the day", fixed_length=FixedLength(_DAY_MS)),
        TimeUnit(
            name="week",
            summary="the ISO week, from Monday",
            fixed_length=FixedLength(7 * _DAY_MS, _MONDAY_MS),
            follows_week_start=True,
        ),
        TimeUnit(
            name="month",
            summary="the calendar month",
            floor=_start_of_month,
            next=_next_month,
            made_of_days=True,
            render=_render_start_of_month,
            renders={"postgresql": _render_start_of_month_in_postgresql},
        ),
    ]
