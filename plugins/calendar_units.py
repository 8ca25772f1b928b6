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
    return sql(
        "1000 * unixepoch({} / 1000.0, 'unixepoch', 'start of month',"
        " -((strftime('%m', {} / 1000.0, 'unixepoch') - 1) % 3) || ' months')",
        instant,
        instant,
    )


def _year(instant: Sql) -> Sql:
    return sql("1000 * unixepoch({} / 1000.0, 'unixepoch', 'start of year')", instant)
