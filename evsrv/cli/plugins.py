"""`evsrv plugins`."""

import os
from pathlib import Path

import click
import orjson

from evsrv import app
from evsrv.cli import options
from evsrv.cli.plugins_new import new
from evsrv.cli.tables import as_table
from evsrv.config import load_settings
from evsrv.plugin.listing import list_terms
from evsrv.plugin.source_listing import list_sources

_PLUGIN_COLUMNS = ("plugin", "version", "from", "hooks", "terms")
_TERM_COLUMNS = ("kind", "name", "operand", "plugin", "summary")
_OFF = "(off)"


@click.group("plugins", invoke_without_command=True)
@options.config
@options.plugins_dir
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the operands' schemas.")
@click.pass_context
def command(
    context: click.Context, config: Path | None, plugins_dir: Path | None, as_json: bool
) -> None:
    """List the plugins, and the operators, aggregations, time units and so on that they add.

    `evsrv plugins new NAME` makes a new plugin.
    """
    if context.invoked_subcommand is not None:
        if config is not None or plugins_dir is not None or as_json:
            raise click.UsageError("the options of the list stand without a command")
        return
    settings = load_settings({"plugins_dir": plugins_dir}, os.environ, config)
    vocabulary = app.load_vocabulary(settings)
    plugins = list_sources(app.plugin_sources(settings), vocabulary)
    terms = list_terms(vocabulary)
    if as_json:
        click.echo(orjson.dumps({"plugins": plugins, "terms": terms}, option=orjson.OPT_INDENT_2))
        return
    rows = [
        (
            plugin["name"],
            plugin["version"],
            plugin["distribution"] or plugin["file"] or plugin["source"],
            ", ".join(plugin["hooks"]) if plugin["enabled"] else _OFF,
            len(plugin["terms"]) if plugin["enabled"] else None,
        )
        for plugin in plugins
    ]
    click.echo(as_table(_PLUGIN_COLUMNS, rows))
    click.echo()
    click.echo(
        as_table(_TERM_COLUMNS, [[term[column] for column in _TERM_COLUMNS] for term in terms])
    )


command.add_command(new)
