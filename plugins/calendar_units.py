"""Time units of the calendar beyond the contract's: minute, quarter and year."""

from datetime import datetime, timedelta

from evsrv.plugin import FixedLength, Sql, TimeUnit, hookimpl, sql


@hookimpl
def evsrv_time_units() -> list[TimeUnit]:
    """Return the units."""
    return [
        TimeUnit(name="minute", summary="The minute.", fixed_length=FixedLength(60_000)),
        TimeUnit(
            name="quarter",
            summary="The quarter, from January.",
            floor=_start_of_quarter,
            next=lambda local: _start_of_quarter(_start_of_quarter(local) + timedelta(days=92)),
            made_of_days=True,
            render=_render_start_of_quarter,
            renders={"postgresql": lambda instant: _truncated(Sql("'quarter'"), instant)},
        ),
        TimeUnit(
            name="year",
            summary="The year.",
            floor=_start_of_year,
            next=lambda local: _start_of_year(_start_of_year(local) + timedelta(days=366)),
            made_of_days=True,
            render=_render_start_of_year,
            renders={"postgresql": lambda instant: _truncated(Sql("'year'"), instant)},
        ),
    ]


def _start_of_quarter(local: datetime) -> datetime:
    return datetime(local.year, (local.month - 1) // 3 * 3 + 1, 1)


def _start_of_year(local: datetime) -> datetime:
    return datetime(local.year, 1, 1)


# SQLite would also call floor for every event; its own functions are several times faster.
def _render_start_of_quarter(instant: Sql) -> Sql:
    return sql(
        "1000 * unixepoch({} / 1000.0, 'unixepoch', 'start of month',"
        " -((strftime('%m', {} / 1000.0, 'unixepoch') - 1) % 3) || ' months')",
        instant,
        instant,
    )


def _render_start_of_year(instant: Sql) -> Sql:
    return sql("1000 * unixepoch({} / 1000.0, 'unixepoch', 'start of year')", instant)


def _truncated(unit: Sql, instant: Sql) -> Sql:
    """Render the start of a unit as PostgreSQL's SQL."""
    return sql(
        "(extract(epoch FROM date_trunc({}, timestamp '1970-01-01'"
        " + {} * interval '1 millisecond')) * 1000)::bigint",
        unit,
        instant,
    )
