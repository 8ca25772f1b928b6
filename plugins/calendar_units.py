"""Time units of the calendar beyond the contract's: minute, quarter and year, all UTC."""

from evsrv.plugin import Sql, TimeUnit, every, hookimpl, sql


@hookimpl
def evsrv_time_units() -> list[TimeUnit]:
    """Give the units."""
    return [
        TimeUnit(name="minute", summary="The minute.", start=every(60_000)),
        TimeUnit(name="quarter", summary="The quarter, from January.", start=_quarter),
        TimeUnit(name="year", summary="The year.", start=_year),
    ]


def _quarter(instant: Sql) -> Sql:
    seconds = _seconds(instant)
    return sql(
        "(1000 * CAST(strftime('%s', {}, 'unixepoch', 'start of month',"
        " -((strftime('%m', {}, 'unixepoch') - 1) % 3) || ' months') AS INTEGER))",
        seconds,
        seconds,
    )


def _year(instant: Sql) -> Sql:
    return sql(
        "(1000 * CAST(strftime('%s', {}, 'unixepoch', 'start of year') AS INTEGER))",
        _seconds(instant),
    )


def _seconds(instant: Sql) -> Sql:
    # SQLite's / rounds towards zero: before 1970 that would be the wrong second.
    return sql("({} / 1000)", every(1000)(instant))
