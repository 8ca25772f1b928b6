"""`evsrv plugins`."""

import os
from pathlib import Path

import click
import orjson

from evsrv import app
from evsrv.cli import options
from evsrv.cli.help import Command, examples
from evsrv.cli.tables import as_table
from evsrv.config import load_settings
from evsrv.plugin.listing import list_terms

_COLUMNS = ("kind", "name", "operand", "plugin", "summary")


@click.command(
    "plugins",
    cls=Command,
    short_help="List all operators, functions and other terms.",
    epilog=examples(
        "plugins",
        "plugins --plugins-dir ./plugins --json",
    ),
)
@options.config
@options.plugins_dir
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the operands' schemas.")
def command(config: Path | None, plugins_dir: Path | None, as_json: bool) -> None:
    """List every operator, aggregation, time unit, function and derived field, with its plugin."""
    settings = load_settings({"plugins_dir": plugins_dir}, os.environ, config)
    terms = list_terms(app.load_vocabulary(settings))
    if as_json:
        click.echo(orjson.dumps(terms, option=orjson.OPT_INDENT_2))
        return
    click.echo(as_table(_COLUMNS, [[term[column] for column in _COLUMNS] for term in terms]))
