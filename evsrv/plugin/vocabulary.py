"""The vocabulary: all terms of a server, collected once and immutable."""

import sqlite3
from collections.abc import Callable, Collection, Mapping
from inspect import cleandoc
from types import MappingProxyType
from typing import Any

import pluggy
from attrs import field, frozen

from evsrv.calendar.calendar import Calendar
from evsrv.calendar.time_buckets import bucket_start
from evsrv.core.datasets import DATASETS, Dataset
from evsrv.core.plugin_tables import NO_TABLES, PluginTables
from evsrv.plugin.dataset_fields import AnyField, datasets_with
from evsrv.plugin.derived_field import DerivedField
from evsrv.plugin.event_hook import EventHooks
from evsrv.plugin.failures import registering_plugin
from evsrv.plugin.hook_calls import PluginError, call, in_order, register, returned_by_each
from evsrv.plugin.named_terms import AnyTerm, with_named_failures
from evsrv.plugin.output_format import Format
from evsrv.plugin.plugin_commands import PluginCommand, collect_commands
from evsrv.plugin.plugin_routes import PluginRoute, collect_routes
from evsrv.plugin.plugin_settings import configure
from evsrv.plugin.stored_hook import StoredHook
from evsrv.plugin.terms import Aggregate, Function, Operator, Term
from evsrv.plugin.time_unit import TimeUnit

Prepare = Callable[[sqlite3.Connection], object]

BUILTIN_PREFIX = "builtin."
"""The names of the project's own plugins begin with it. Their errors do not name them: a message
may quote a request, and there is no plugin's author to inform."""


@frozen
class Vocabulary:
    """Every term by name, and the plugin that each comes from."""

    operators: Mapping[str, Operator]
    aggregates: Mapping[str, Aggregate]
    time_units: Mapping[str, TimeUnit]
    functions: Mapping[str, Function]
    derived_fields: Mapping[str, DerivedField]
    formats: Mapping[str, Format]
    format_origins: Mapping[Format, str]
    event_hooks: EventHooks
    stored_hooks: tuple[StoredHook, ...]
    origins: Mapping[Term, str]
    plugins: Mapping[str, str | None]
    """The first line of the docstring of every plugin by its name, also without any term."""
    plugin_objects: Mapping[str, object] = field(repr=False)
    """The modules or objects of the plugins by name."""
    routes: tuple[PluginRoute, ...]
    """The routes of plugins, in the order of the plugins."""
    commands: Mapping[str, PluginCommand]
    """The commands of plugins by name."""
    _fields: Mapping[Dataset, Mapping[str, AnyField]] = field(alias="fields")
    _prepare: tuple[tuple[str, Prepare], ...] = field(alias="prepare")
    absences: Mapping[tuple[str, str], str] = MappingProxyType({})
    """By noun and name, a sentence on why the engine does not have a term of a plugin."""

    def fields_of(self, dataset: Dataset) -> Mapping[str, AnyField]:
        """Return the fields of a dataset by name: the stored ones, then the derived ones."""
        return self._fields[dataset]

    def prepare_connection(self, connection: sqlite3.Connection) -> None:
        """Register the SQL functions of every plugin, and the starts of its time units."""
        connection.create_function("evsrv_unit_start", 2, self._unit_start, deterministic=True)
        connection.create_function("evsrv_bucket_start", 4, self._bucket_start, deterministic=True)
        for plugin, prepare in self._prepare:
            token = registering_plugin.set(None if plugin.startswith(BUILTIN_PREFIX) else plugin)
            try:
                call(plugin, prepare, connection)
            finally:
                registering_plugin.reset(token)

    @property
    def plugin_terms(self) -> Mapping[Term, str]:
        """The terms that are not builtin, and which plugin each comes from."""
        return {
            term: plugin
            for term, plugin in self.origins.items()
            if not plugin.startswith(BUILTIN_PREFIX)
        }

    @property
    def builtin_terms(self) -> frozenset[Term]:
        """The terms that every server has."""
        return frozenset(self.origins) - self.plugin_terms.keys()

    def _unit_start(self, unit: str, instant: int | None) -> int | None:
        return None if instant is None else self.time_units[unit].floor_utc(instant)

    def _bucket_start(
        self, unit: str, zone: str, week_start: int, instant: int | None
    ) -> int | None:
        if instant is None:
            return None
        return bucket_start(self.time_units[unit], Calendar(zone, week_start), instant)


def collect(
    plugins: Mapping[str, object],
    tables: PluginTables = NO_TABLES,
    disabled: Collection[str] = (),
) -> Vocabulary:
    """Collect the terms of plugins (module or object by name), in this order.

    First each plugin gets its settings from `tables`; those of a disabled plugin are ignored.

    Raises `PluginError` for a hook that does not exist, a plugin that raises or returns something
    else than terms, a name that two plugins define, a derived field that no dataset can have, and
    wrong settings.
    """
    manager = register(plugins)
    configure(manager, tables, disabled)
    origins: dict[Term, str] = {}
    format_origins: dict[Format, str] = {}
    derived_fields = _terms(manager.hook.evsrv_fields, DerivedField, origins)
    aggregates = _terms(manager.hook.evsrv_aggregates, Aggregate, origins)
    return Vocabulary(
        operators=_terms(manager.hook.evsrv_filter_operators, Operator, origins),
        aggregates=aggregates,
        time_units=_terms(manager.hook.evsrv_time_units, TimeUnit, origins),
        functions=_terms(manager.hook.evsrv_functions, Function, origins),
        derived_fields=derived_fields,
        formats=_terms(manager.hook.evsrv_formats, Format, format_origins),
        format_origins=MappingProxyType(format_origins),
        event_hooks=_event_hooks(manager.hook.evsrv_event),
        stored_hooks=tuple(
            StoredHook.of_plugin(plugin, function)
            for plugin, function in in_order(manager.hook.evsrv_stored)
        ),
        origins=MappingProxyType(origins),
        plugins=MappingProxyType({name: _summary(plugin) for name, plugin in plugins.items()}),
        plugin_objects=MappingProxyType(dict(plugins)),
        routes=collect_routes(manager.hook.evsrv_routes),
        commands=collect_commands(manager.hook.evsrv_commands),
        fields=_fields(derived_fields, aggregates, origins),
        prepare=tuple(in_order(manager.hook.evsrv_prepare_connection)),
    )


def _summary(plugin: object) -> str | None:
    docstring = getattr(plugin, "__doc__", None)
    return cleandoc(docstring).partition("\n")[0] or None if isinstance(docstring, str) else None


def _terms(
    hook: pluggy.HookCaller, kind: type[AnyTerm], origins: dict[Any, str]
) -> Mapping[str, AnyTerm]:
    terms: dict[str, AnyTerm] = {}
    for plugin, term in returned_by_each(hook, kind):
        if other := terms.get(term.name):
            raise PluginError(
                f"plugins {origins[other]} and {plugin} both define the {kind.noun}"
                f" {term.name!r}; switch one of them off"
            )
        is_builtin = plugin.startswith(BUILTIN_PREFIX)
        named = term if is_builtin else with_named_failures(term, plugin)
        terms[term.name] = named
        origins[named] = plugin
    return MappingProxyType(terms)


def _fields(
    derived: Mapping[str, DerivedField],
    aggregates: Mapping[str, Aggregate],
    origins: Mapping[Term, str],
) -> Mapping[Dataset, Mapping[str, AnyField]]:
    for name, derived_field in derived.items():
        # Both would be the column of this name.
        if aggregate := aggregates.get(name):
            raise PluginError(
                f"plugin {origins[derived_field]}: the field {name!r} has the name of an"
                f" aggregation of plugin {origins[aggregate]}; rename one of them"
            )
    fields: Mapping[Dataset, dict[str, AnyField]] = {
        dataset: dict(dataset.fields) for dataset in DATASETS.values()
    }
    for derived_field in derived.values():
        for dataset in call(origins[derived_field], datasets_with, derived_field):
            fields[dataset][derived_field.name] = derived_field
    return {dataset: MappingProxyType(of_dataset) for dataset, of_dataset in fields.items()}


def _event_hooks(hook: pluggy.HookCaller) -> EventHooks:
    hooks = EventHooks()
    for impl in hook.get_hookimpls():
        hooks = call(impl.plugin_name, hooks.adding, impl.plugin_name, impl.function, impl.argnames)
    return hooks
