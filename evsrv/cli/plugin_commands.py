"""The commands that plugins add to `evsrv`, loaded only if they are asked for."""

import os
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from evsrv.config import ConfigError, load_settings
from evsrv.plugin.hook_calls import PluginError
from evsrv.plugin.loader import load_plugin, outer_sources

if TYPE_CHECKING:
    from evsrv.plugin.plugin_commands import PluginCommand


@frozen
class FoundCommands:
    """The commands of the plugins of the settings."""

    commands: "Mapping[str, PluginCommand]"
    failures: tuple[str, ...]
    """Why the commands of other plugins are missing, a sentence for each."""


def find_commands(own: Collection[str]) -> FoundCommands:
    """Load the commands of installed plugins and of the settings' folder.

    `own` are the names of the commands of evsrv itself. A plugin that cannot be loaded hides no
    command of another one.
    """
    found: dict[str, PluginCommand] = {}
    failures: list[str] = []
    try:
        settings = load_settings({}, os.environ, None)
        sources = outer_sources(settings.plugins_dir)
    except (ConfigError, PluginError) as error:
        return FoundCommands({}, (str(error),))
    for source in sources:
        if source.name in settings.disabled_plugins:
            continue
        # Without plugins it is not needed.
        from evsrv.plugin.plugin_commands import load_commands

        try:
            commands = load_commands(source.name, load_plugin(source), settings.plugins)
            refuse_shadowing({**found, **commands}, own)
        except PluginError as error:
            failures.append(str(error))
        else:
            found |= commands
    return FoundCommands(found, tuple(failures))


def refuse_shadowing(commands: "Mapping[str, PluginCommand]", own: Collection[str]) -> None:
    """Raise `PluginError` if a command of a plugin has the name of one of evsrv's own."""
    for name, one in commands.items():
        if name in own:
            raise PluginError(
                f"plugin {one.plugin}: the command {name!r} is one of evsrv's own; rename it"
            )
