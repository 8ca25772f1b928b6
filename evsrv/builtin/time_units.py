"""hour, day, week and month."""

from evsrv.plugin import Sql, TimeUnit, every, hookimpl, sql

_SECOND = 1_000
_HOUR = 3_600 * _SECOND
_DAY = 24 * _HOUR
_A_MONDAY = 4 * _DAY
"""1970-01-05."""


def _start_of_month(instant: Sql) -> Sql:
    return sql("unixepoch({} / 1000.0, 'unixepoch', 'start of month') * 1000", instant)


@hookimpl
def evsrv_time_units() -> list[TimeUnit]:
    """Give the contract's time units, all in UTC."""
    return [
        TimeUnit(name="hour", summary="the hour", start=every(_HOUR)),
        TimeUnit(name="day", summary="the day", start=every(_DAY)),
        TimeUnit(
            name="week", summary="the ISO week, from Monday", start=every(7 * _DAY, _A_MONDAY)
        ),
        TimeUnit(name="month", summary="the calendar month", start=_start_of_month),
    ]
