"""Settings of plugins: checked by the plugins' schemas, then handed over to the plugins."""

import logging
from collections.abc import Collection, Mapping
from copy import deepcopy
from typing import Any

import pluggy
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from evsrv.core.errors import clip, expected, unknown
from evsrv.core.plugin_tables import PluginTables
from evsrv.plugin.hook_calls import PluginError, call, in_order
from evsrv.plugin.schema_faults import schema_fault
from evsrv.plugin.terms import Schema

_log = logging.getLogger(__name__)

_TYPES = {
    "array": "an array",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "object": "a table",
    "string": "text",
}
"""The types of JSON Schema as TOML calls them."""


def configure(
    manager: pluggy.PluginManager, tables: PluginTables, disabled: Collection[str] = ()
) -> None:
    """Hand the settings over to each plugin that has any, with the defaults of its schema.

    Raises `PluginError` for settings of a plugin that is unknown or has none, and for settings
    that break the plugin's schema. No message quotes a setting, which may be a secret.
    """
    schemas = {name: _schema(name, give) for name, give in in_order(manager.hook.evsrv_settings)}
    takers = dict(in_order(manager.hook.evsrv_configure))
    for name in schemas.keys() ^ takers.keys():
        raise PluginError(
            f"plugin {name}: evsrv_settings and evsrv_configure need each other;"
            f" {'evsrv_configure' if name in schemas else 'evsrv_settings'} is missing"
        )
    plugins = {name for name, _ in manager.list_name_plugin()}
    for name in tables.tables:
        if name in schemas:
            continue
        if name in disabled:
            _log.info("%s: [plugins.%s] is ignored: the plugin is disabled", tables.file, name)
        elif name in plugins:
            raise PluginError(f"{tables.file}: [plugins.{name}]: plugin {name} has no settings")
        else:
            known = plugins | set(disabled)
            raise PluginError(f"{tables.file}: [plugins.{name}]: {unknown('plugin', name, known)}")
    for name, schema in schemas.items():
        settings = _with_defaults(schema, tables.tables.get(name, {}))
        if flaw := call(name, _find_flaw, schema, settings):
            file = tables.file or "the settings file"
            raise PluginError(f"{file}: [plugins.{name}]: {flaw}")
        call(name, takers[name], settings)


def _schema(plugin: str, give: Any) -> dict[str, Any]:
    """Return the schema of a plugin's table, which takes no other members unless it says so."""
    given = call(plugin, give)
    if not isinstance(given, Mapping):
        raise PluginError(f"plugin {plugin}: evsrv_settings returned {given!r}; expected a dict")
    schema = {"type": "object", "additionalProperties": False, **given}
    if (fault := schema_fault(schema)) is not None:
        raise PluginError(f"plugin {plugin}: evsrv_settings did not return a JSON Schema: {fault}")
    return schema


def _with_defaults(schema: Schema, table: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table with the defaults of the members that it lacks, in tables below it too."""
    filled = dict(table)
    for name, member in schema.get("properties", {}).items():
        if not isinstance(member, Mapping):
            continue
        if name not in filled and "default" in member:
            filled[name] = deepcopy(member["default"])
        if isinstance(filled.get(name), Mapping):
            filled[name] = _with_defaults(member, filled[name])
    return filled


def _find_flaw(schema: Schema, settings: Mapping[str, Any]) -> str | None:
    """Return a sentence on the first part of the settings that breaks the schema, or None.

    The library's own sentences quote the settings.
    """
    checker = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    error = next(checker.iter_errors(settings), None)
    if error is None:
        return None
    place = "".join(
        f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path
    ).removeprefix(".")
    return f"{place}: {_sentence(error)}" if place else _sentence(error)


def _sentence(error: ValidationError) -> str:
    rule: Any = error.validator_value
    schema: Any = error.schema
    table: Any = error.instance
    match error.validator:
        case "additionalProperties":
            known = schema.get("properties", {})
            return unknown("setting", next(name for name in table if name not in known), known)
        case "required":
            return f"{next(name for name in rule if name not in table)!r} is missing"
        case "type":
            types = [rule] if isinstance(rule, str) else rule
            return f"expected {' or '.join(_TYPES.get(name, name) for name in types)}"
        case "enum":
            return expected([str(name) for name in rule])
    return f"the value breaks the rule {error.validator} {clip(rule)}"
