"""`evsrv plugins`."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import orjson

from evsrv.cli import options
from evsrv.cli.help import Group, examples
from evsrv.cli.plugins_new import new
from evsrv.cli.tables import as_table
from evsrv.config import load_settings
from evsrv.language import load_vocabulary, plugin_sources
from evsrv.plugin.listing import list_formats, list_terms
from evsrv.plugin.source_listing import list_commands, list_routes, list_sources

_PLUGIN_COLUMNS = ("plugin", "version", "from", "hooks", "terms")
_ADDITION_COLUMNS = ("kind", "name", "operand", "engines", "plugin", "summary")
_ABSENCE_COLUMNS = ("absent on", "kind", "name", "because")
_OFF = "(off)"


@click.group(
    "plugins",
    cls=Group,
    invoke_without_command=True,
    short_help="List the plugins, or write a new one.",
    epilog=examples(
        "plugins",
        "plugins --plugins-dir ./plugins --json",
        "plugins new sounds_like",
    ),
)
@options.config
@options.plugins_dir
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the operands' schemas.")
@click.pass_context
def command(
    context: click.Context, config: Path | None, plugins_dir: Path | None, as_json: bool
) -> None:
    """List the plugins, and all that they add: operators, aggregations, routes, commands.

    `evsrv plugins new NAME` makes a new plugin.
    """
    if context.invoked_subcommand is not None:
        if config is not None or plugins_dir is not None or as_json:
            raise click.UsageError("the options of the list stand without a command")
        return
    settings = load_settings({"plugins_dir": plugins_dir}, os.environ, config)
    vocabulary = load_vocabulary(settings)
    listed: dict[str, list[dict[str, Any]]] = {
        "plugins": list_sources(plugin_sources(settings), vocabulary),
        "terms": list_terms(vocabulary),
        "formats": list_formats(vocabulary),
        "routes": list_routes(vocabulary),
        "commands": list_commands(vocabulary),
    }
    if as_json:
        click.echo(orjson.dumps(listed, option=orjson.OPT_INDENT_2))
        return
    rows = [
        (
            plugin["name"],
            plugin["version"],
            plugin["distribution"] or plugin["file"] or plugin["source"],
            ", ".join(plugin["hooks"]) if plugin["enabled"] else _OFF,
            len(plugin["terms"]) if plugin["enabled"] else None,
        )
        for plugin in listed["plugins"]
    ]
    click.echo(as_table(_PLUGIN_COLUMNS, rows))
    click.echo()
    additions = [
        *listed["terms"],
        *({"kind": "format", **form} for form in listed["formats"]),
        *({"kind": "route", "name": _name_of(route), **route} for route in listed["routes"]),
        *({"kind": "command", **one} for one in listed["commands"]),
    ]
    cells = [
        [
            ", ".join(one[column]) if column == "engines" and column in one else one.get(column)
            for column in _ADDITION_COLUMNS
        ]
        for one in additions
    ]
    click.echo(as_table(_ADDITION_COLUMNS, cells))
    absences = [
        (engine, term["kind"], term["name"], reason)
        for term in listed["terms"]
        for engine, reason in term["absentOn"].items()
    ]
    if absences:
        click.echo()
        click.echo(as_table(_ABSENCE_COLUMNS, absences))


def _name_of(route: Mapping[str, Any]) -> str:
    return f"{route['method']} {route['path']}"


command.add_command(new)
