"""All that a plugin author imports.

A plugin is a module (or object) with functions marked `hookimpl`; `docs/plugins.md` shows how.
The terms of the contract itself, in `evsrv/builtin`, are made with nothing else.
"""

from evsrv.fields import Kind
from evsrv.instants import parse_instant
from evsrv.jsontext import canonical
from evsrv.limits import LIST_VALUES
from evsrv.reach import Interval
from evsrv.sqltext import Sql, bind, join, sql
from evsrv.vocabulary import Aggregate, Every, Operator, Schema, TimeUnit, Value
from evsrv.vocabulary.hookspecs import hookimpl

__all__ = [
    "LIST_VALUES",
    "Aggregate",
    "Interval",
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

every = Every
