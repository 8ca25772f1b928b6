"""Commands of the command line with the plugin that each comes from."""

import re
from collections.abc import Mapping
from types import MappingProxyType

import click
import pluggy
from attrs import frozen

from evsrv.core.errors import RequestError
from evsrv.core.plugin_tables import PluginTables
from evsrv.plugin.failures import name_failures
from evsrv.plugin.hook_calls import PluginError, register, returned_by_each
from evsrv.plugin.plugin_settings import configure

_NAME = re.compile(r"[a-z][a-z0-9-]*")
_EXPECTED = (click.ClickException, click.Abort, click.exceptions.Exit, RequestError)


@frozen(eq=False)
class PluginCommand:
    """A command of a plugin, whose failures name both."""

    plugin: str
    command: click.Command


def collect_commands(hook: pluggy.HookCaller) -> Mapping[str, PluginCommand]:
    """Return the commands of plugins by name. Raises `PluginError`, as for two of one name."""
    commands: dict[str, PluginCommand] = {}
    for plugin, command in returned_by_each(hook, click.Command):
        name = command.name or ""
        if not _NAME.fullmatch(name):
            raise PluginError(f"plugin {plugin}: the command {name!r} must match {_NAME.pattern}")
        if other := commands.get(name):
            raise PluginError(
                f"plugins {other.plugin} and {plugin} both define the command {name!r}; switch one"
                " of them off"
            )
        _name_failures(plugin, name, command)
        commands[name] = PluginCommand(plugin, command)
    return MappingProxyType(commands)


def load_commands(
    plugin: str, plugin_object: object, tables: PluginTables
) -> Mapping[str, PluginCommand]:
    """Give a plugin its settings, and return its commands without the other plugins."""
    own = {name: table for name, table in tables.tables.items() if name == plugin}
    manager = register({plugin: plugin_object})
    configure(manager, PluginTables(tables.file, own))
    return collect_commands(manager.hook.evsrv_commands)


def _name_failures(plugin: str, path: str, command: click.Command) -> None:
    """Let the errors of a command, and of those below it, name the plugin and the command."""
    if command.callback is not None:
        command.callback = name_failures(plugin, f"command {path!r}", command.callback, _EXPECTED)
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            _name_failures(plugin, f"{path} {name}", below)
