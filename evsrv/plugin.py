"""All that a plugin author imports.

A plugin is a module (or object) with functions marked `hookimpl`; `docs/plugins.md` shows how.
The terms of the contract itself, in `evsrv/builtin`, are made with nothing else.
"""

from collections.abc import Callable

from evsrv.fields import Kind
from evsrv.instants import parse_instant
from evsrv.jsontext import canonical
from evsrv.limits import LIST_VALUES
from evsrv.sqltext import Sql, bind, join, sql
from evsrv.vocabulary import Aggregate, Operator, Schema, TimeUnit, Value
from evsrv.vocabulary.hookspecs import hookimpl

__all__ = [
    "LIST_VALUES",
    "Aggregate",
    "Kind",
    "Operator",
    "Schema",
    "Sql",
    "TimeUnit",
    "Value",
    "bind",
    "canonical",
    "every",
    "hookimpl",
    "join",
    "parse_instant",
    "sql",
]


def every(milliseconds: int, offset: int = 0) -> Callable[[Sql], Sql]:
    """Make the `start` of a time unit of fixed length.

    `offset` is the start of any one bucket in epoch milliseconds: weeks of 604,800,000 ms from
    Monday have the offset 345,600,000, since 1970-01-05 was a Monday.
    """
    length = Sql(str(milliseconds))
    shift = Sql(str(offset % milliseconds))

    def start(instant: Sql) -> Sql:
        # SQLite's % takes the sign of its left side; the second one mends that before 1970.
        return sql(
            "{} - (({} - {}) % {} + {}) % {}", instant, instant, shift, length, length, length
        )

    return start
