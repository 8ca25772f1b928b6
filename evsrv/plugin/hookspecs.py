"""The hooks that a plugin implements. Each is called once, when the program starts.

Write a function of the same name, decorate it with `evsrv.plugin.hookimpl`, and return terms.
"""

import sqlite3
from collections.abc import Iterable

import pluggy

from evsrv.plugin.terms import Aggregate, Operator
from evsrv.plugin.time_unit import TimeUnit

PROJECT = "evsrv"
"""pluggy's project name, and the entry point group that installed plugins register in."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def evsrv_filter_operators() -> Iterable[Operator]:  # type: ignore[empty-body]
    """Give the filter operators that this plugin adds."""


@hookspec
def evsrv_aggregates() -> Iterable[Aggregate]:  # type: ignore[empty-body]
    """Give the aggregations that this plugin adds."""


@hookspec
def evsrv_time_units() -> Iterable[TimeUnit]:  # type: ignore[empty-body]
    """Give the time units that this plugin adds."""


@hookspec
def evsrv_prepare_connection(connection: sqlite3.Connection) -> None:
    """Register SQL functions on a new read connection.

    It runs on that connection's own thread, once for every connection. Register functions as
    `deterministic=True`; one that raises makes the query fail.
    """
