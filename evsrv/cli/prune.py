"""`evsrv prune`."""

import asyncio
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import click

from evsrv.cli import options
from evsrv.cli.progress import progress
from evsrv.cli.upgrade import upgrade
from evsrv.config import load_settings
from evsrv.core.timestamps import explain_timestamp, parse_timestamp
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.prune import Selection, count_selected, prune
from evsrv.sqlite.opening import open_unchanged


def _instant(_context: click.Context, _parameter: click.Parameter, value: str) -> int:
    instant = parse_timestamp(value)
    if instant is None:
        reason = explain_timestamp(value)
        raise click.BadParameter(f"{value!r} is not an ISO 8601 date or time{reason}")
    return instant


@click.command("prune")
@options.db
@options.config
@click.option(
    "--before",
    metavar="DATE",
    callback=_instant,
    required=True,
    help="An ISO 8601 date or time; UTC unless it says.",
)
@click.option("--organization", help="Without it: all of them.")
@click.option("--project", help="Only this project of the organization.")
@click.option("--dry-run", is_flag=True, help="Only count.")
def command(
    db: Path | None,
    config: Path | None,
    before: int,
    organization: str | None,
    project: str | None,
    dry_run: bool,
) -> None:
    """Delete the events that happened (createdAt) before DATE.

    A server may be using the database: events are deleted in small steps. The command can be
    interrupted; the next prune continues. The file does not shrink, but its free space is reused.
    """
    if project is not None and organization is None:
        raise click.UsageError("--project needs --organization")
    path = load_settings({"db": db}, os.environ, config).db
    selection = Selection(before, organization, project)
    with closing(open_unchanged(path)) as connection:
        count = count_selected(connection, selection)
    if dry_run:
        click.echo(f"{count} events would be deleted")
        return
    upgrade(path)
    with progress("Deleting", count) as done:
        deleted = asyncio.run(_prune(path, selection, done))
    click.echo(f"{deleted} events deleted")


async def _prune(path: Path, selection: Selection, done: Callable[[int], None]) -> int:
    async with await SqliteEngine.open(path, readers=0) as store:
        return await prune(store, selection, done=done)
