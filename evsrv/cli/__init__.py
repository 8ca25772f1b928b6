"""The command line. Results go to stdout, everything else to stderr."""

import logging
import os
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from types import MappingProxyType
from typing import Any

import click

from evsrv import __version__
from evsrv.calendar.zones import ZONE_VERSIONS
from evsrv.cli.help import Group, in_groups
from evsrv.cli.plugin_commands import FoundCommands, find_commands
from evsrv.cli.plugin_database import SettingsDatabase
from evsrv.config import ConfigError
from evsrv.core.errors import RequestError
from evsrv.engine.errors import StoreError
from evsrv.plugin.failures import PluginFailure
from evsrv.plugin.hook_calls import PluginError

COMMANDS = MappingProxyType(
    {
        "init": "evsrv.cli.init",
        "serve": "evsrv.cli.serve",
        "seed": "evsrv.cli.seed",
        "import": "evsrv.cli.import_",
        "export": "evsrv.cli.export",
        "keys": "evsrv.cli.keys",
        "query": "evsrv.cli.query",
        "tail": "evsrv.cli.tail",
        "info": "evsrv.cli.info",
        "backup": "evsrv.cli.backup",
        "restore": "evsrv.cli.restore",
        "copy": "evsrv.cli.copy",
        "check": "evsrv.cli.check",
        "prune": "evsrv.cli.prune",
        "delete": "evsrv.cli.delete",
        "promote": "evsrv.cli.promote",
        "plugins": "evsrv.cli.plugins",
    }
)
"""Each command's module, which exposes it as `command`; imported when it is asked for."""


class _Commands(Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        names = [*COMMANDS, *_plugin_commands(ctx).commands]
        return [name for _, group in in_groups(names) for name in group]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            found = _plugin_commands(ctx)
            if cmd_name in found.commands:
                ctx.obj = SettingsDatabase()
                return found.commands[cmd_name].command
            return None
        command: click.Command = import_module(COMMANDS[cmd_name]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, names in in_groups(self.list_commands(ctx)):
            with formatter.section(title):
                commands = ((name, self.get_command(ctx, name)) for name in names)
                formatter.write_dl(
                    [(name.ljust(7), one.get_short_help_str(60)) for name, one in commands if one]
                )
        if failures := self.failures(ctx):
            with formatter.section("Plugins that cannot be loaded"):
                for failure in failures:
                    formatter.write_text(failure)

    def failures(self, ctx: click.Context) -> Sequence[str]:
        return _plugin_commands(ctx).failures

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except RequestError as refusal:
            issues = (f"{issue.pointer or '/'}: {issue.message}" for issue in refusal.issues)
            raise click.ClickException("\n".join(issues) or refusal.detail) from refusal
        except (ConfigError, PluginError, PluginFailure, StoreError) as error:
            raise click.ClickException(str(error)) from error
        except sqlite3.DatabaseError as error:
            hint = "try again" if "locked" in str(error) else "`evsrv check` looks for damage"
            raise click.ClickException(f"the database: {error}; {hint}") from error


def _plugin_commands(ctx: click.Context) -> FoundCommands:
    """Return the commands of plugins, which are loaded once for a command line."""
    found: FoundCommands | None = ctx.meta.get(__name__)
    if found is None:
        found = ctx.meta[__name__] = find_commands(COMMANDS)
    return found


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="\b\nHelp of a command, with examples:\n  evsrv COMMAND --help",
)
@click.version_option(
    __version__,
    prog_name="evsrv",
    message=f"%(prog)s, version %(version)s\ntime zones: tzdata {ZONE_VERSIONS.tzdata}"
    f" (IANA {ZONE_VERSIONS.iana})",
)
def main() -> None:
    """Self-hosted event analytics on one SQLite file.

    Settings come from flags, then EVSRV_* environment variables, then evsrv.toml.
    """


def run() -> None:
    """Run the command line as a process, and end it without the interpreter's clean-up.

    The clean-up has nothing to save, takes a second under load, and longer beside a call of a
    plugin's function that was abandoned.
    """
    try:
        main(prog_name="evsrv")
    except SystemExit as end:
        logging.shutdown()
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(end.code if isinstance(end.code, int) else int(end.code is not None))
