"""Functions of the calendar: dayOfWeek, hourOfDay, dayOfMonth and monthOfYear.

They work on the local time in the query's zone.
"""

from collections.abc import Callable

from evsrv.plugin import Function, Kind, Sql, hookimpl, sql

_HOUR_MS = 3_600_000
_DAY_MS = 24 * _HOUR_MS
_CYCLE_MS = 146_097 * _DAY_MS
"""400 years, after which the Gregorian calendar repeats, weekdays included."""
_MONDAY = 4 * _DAY_MS
"""1970-01-05, a Monday."""


@hookimpl
def evsrv_functions() -> list[Function]:
    """Return the functions."""
    return [
        _function(
            "dayOfWeek",
            "The day of the week, from 1 for Monday to 7.",
            _day_of_week,
            _day_of_week,
        ),
        _function("hourOfDay", "The hour of the day, from 0 to 23.", _hour_of_day, _hour_of_day),
        _function(
            "dayOfMonth",
            "The day of the month, from 1 to 31.",
            _calendar_field("%d"),
            _extracted("day"),
        ),
        _function(
            "monthOfYear",
            "The month of the year, from 1 to 12.",
            _calendar_field("%m"),
            _extracted("month"),
        ),
    ]


def _function(
    name: str,
    summary: str,
    render: Callable[[Sql], Sql],
    render_in_postgresql: Callable[[Sql], Sql],
) -> Function:
    return Function(
        name=name,
        summary=summary,
        takes=Kind.TIME | Kind.PATH,
        gives=Kind.NUMBER,
        render=lambda value: render(value.local),
        renders={"postgresql": lambda value: render_in_postgresql(value.local)},
    )


def _day_of_week(local: Sql) -> Sql:
    return sql("{} / {} % 7 + 1", _shifted(local, -_MONDAY), _number(_DAY_MS))


def _hour_of_day(local: Sql) -> Sql:
    return sql("{} / {} % 24", _shifted(local), _number(_HOUR_MS))


def _calendar_field(form: str) -> Callable[[Sql], Sql]:
    # Years beyond 9999, which strftime does not know, are in the same cycle as earlier ones.
    return lambda local: sql(
        f"CAST(strftime('{form}', {{}} % {{}} / 1000, 'unixepoch') AS INTEGER)",
        _shifted(local),
        _number(_CYCLE_MS),
    )


def _extracted(part: str) -> Callable[[Sql], Sql]:
    return lambda local: sql(
        f"extract({part} FROM timestamp '1970-01-01'"
        " + {} % {} * interval '1 millisecond')::bigint",
        _shifted(local),
        _number(_CYCLE_MS),
    )


def _shifted(local: Sql, shift: int = 0) -> Sql:
    # SQL's division rounds towards zero, so times before 1970 are moved by whole cycles.
    return sql("({} + {})", local, _number(shift + 5 * _CYCLE_MS))


def _number(number: int) -> Sql:
    return Sql(str(number))
