"""The hooks that a plugin implements. Those that return terms are called once, at the start.

Implement a function of the same name and decorate it with `evsrv.plugin.hookimpl`.
"""

import sqlite3
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pluggy

from evsrv.plugin.derived_field import DerivedField
from evsrv.plugin.event_hook import EventContext
from evsrv.plugin.output_format import Format
from evsrv.plugin.route import Route
from evsrv.plugin.terms import Aggregate, Function, Operator
from evsrv.plugin.time_unit import TimeUnit

if TYPE_CHECKING:
    import click

PROJECT = "evsrv"
"""pluggy's project name, and the entry point group that installed plugins register in."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def evsrv_settings() -> Mapping[str, Any]:  # type: ignore[empty-body]
    """Return the JSON Schema (2020-12) of the table `[plugins.NAME]` of `evsrv.toml`. Since 0.2.

    The table takes only the members in `properties`, unless the schema says otherwise. A plugin
    with this hook also has `evsrv_configure`.
    """


@hookspec
def evsrv_configure(settings: dict[str, Any]) -> None:
    """Keep the settings of this plugin. Since 0.2.

    The hook is called once, before all hooks that return something else than settings.

    :param settings: the table after its check, with the defaults of the schema.
    """


@hookspec
def evsrv_filter_operators() -> Iterable[Operator]:  # type: ignore[empty-body]
    """Return the filter operators that this plugin adds. Since 0.1."""


@hookspec
def evsrv_aggregates() -> Iterable[Aggregate]:  # type: ignore[empty-body]
    """Return the aggregations that this plugin adds. Since 0.1."""


@hookspec
def evsrv_time_units() -> Iterable[TimeUnit]:  # type: ignore[empty-body]
    """Return the time units that this plugin adds. Since 0.1."""


@hookspec
def evsrv_functions() -> Iterable[Function]:  # type: ignore[empty-body]
    """Return the functions that this plugin adds. Since 0.1."""


@hookspec
def evsrv_fields() -> Iterable[DerivedField]:  # type: ignore[empty-body]
    """Return the derived fields that this plugin adds. Since 0.1."""


@hookspec
def evsrv_routes() -> Iterable[Route]:  # type: ignore[empty-body]
    """Return the routes that this plugin adds below `/plugins/NAME`. Since 0.2."""


@hookspec
def evsrv_commands() -> Iterable["click.Command"]:  # type: ignore[empty-body]
    """Return the commands that this plugin adds to `evsrv`. Since 0.2.

    A command gets the `Database` of the settings by `click.pass_obj`. None has the name of a
    command of evsrv itself.
    """


@hookspec
def evsrv_prepare_connection(connection: sqlite3.Connection) -> None:
    """Register SQL functions on a new read connection. Since 0.1.

    The hook runs on the connection's own thread, once for every connection. Register functions as
    `deterministic=True`; an exception in a function makes the query fail.

    :param connection: the connection, to call `create_function` and `create_aggregate` on.
    """


@hookspec
def evsrv_formats() -> Iterable[Format]:  # type: ignore[empty-body]
    """Return the output formats that this plugin adds. Since 0.2."""


@hookspec
def evsrv_event(event: dict[str, Any], context: EventContext) -> None:
    """Change an event that arrives, or refuse it with `Refusal`. Since 0.2.

    It is called for each event over HTTP and of `evsrv import`, before the event is checked. The
    event is then checked as any other one. Each request waits for it, so it must return at once
    and must not wait for anything. An event that arrives again should be changed in the same way.

    :param event: the event as it was sent, to be changed in place. Its `id` must stay as it is; one
        without an `id` may get one.
    :param context: the key that it arrives with.
    """


@hookspec
def evsrv_stored(events: Sequence[Mapping[str, Any]]) -> Awaitable[None] | None:
    """Take notice of events that were stored. Since 0.2.

    It is called after their commit and after their answer may have been sent, at most once for each
    event. It may be async; else it runs on a thread of its own. There is one call at a time.

    :param events: newly stored events, the oldest first, as `POST /events` answers them. There is
        at least one; duplicates are not among them.
    """
