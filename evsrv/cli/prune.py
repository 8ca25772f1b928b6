"""`evsrv prune`."""

import asyncio
import os
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import click

from evsrv.cli import options
from evsrv.cli.help import Command, examples
from evsrv.cli.postgresql import care_of
from evsrv.cli.progress import progress
from evsrv.cli.upgrade import upgrade
from evsrv.columnar.copy_folder import remove_copies
from evsrv.columnar.make_copies import folder_of_copies
from evsrv.config import Settings, load_settings
from evsrv.core.datasets import DATASETS, Dataset
from evsrv.core.dsn import Dsn
from evsrv.core.timestamps import explain_timestamp, parse_timestamp
from evsrv.engine.selection import Selection
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.prune import count_selected, prune
from evsrv.sqlite.opening import open_unchanged


def _instant(_context: click.Context, _parameter: click.Parameter, value: str) -> int:
    instant = parse_timestamp(value)
    if instant is None:
        reason = explain_timestamp(value)
        raise click.BadParameter(f"{value!r} is not a date or time such as 2026-01-31{reason}")
    return instant


@click.command(
    "prune",
    cls=Command,
    short_help="Delete what is older than a date.",
    epilog=examples(
        "prune --before 2026-01-01 --dry-run",
        "prune --before 2026-01-01 --organization acme",
    ),
)
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
@options.datasets("all of them")
@click.option("--dry-run", is_flag=True, help="Only count.")
def command(
    db: Path | Dsn | None,
    config: Path | None,
    before: int,
    organization: str | None,
    project: str | None,
    datasets: tuple[Dataset, ...],
    dry_run: bool,
) -> None:
    """Delete events and feedback of a time (createdAt) before DATE, and older conversations.

    A conversation is as old as its last update (updatedAt), and is deleted with its messages and
    feedback. A server may be using the database: rows are deleted in small steps. The command can
    be interrupted; the next prune continues. A file does not shrink, but its free space is
    reused.
    """
    if project is not None and organization is None:
        raise click.UsageError("--project needs --organization")
    settings = load_settings({"db": db}, os.environ, config)
    selection = Selection(before, organization, project, datasets or tuple(DATASETS.values()))
    if isinstance(settings.db, Dsn):
        _prune_postgresql(settings.db, selection, dry_run=dry_run)
    else:
        _prune_file(settings, settings.db, selection, dry_run=dry_run)


def _prune_file(settings: Settings, path: Path, selection: Selection, *, dry_run: bool) -> None:
    with closing(open_unchanged(path)) as connection:
        counts = count_selected(connection, selection)
    if dry_run:
        _report(counts, "would be deleted")
        return
    upgrade(path)
    try:
        with progress("Deleting", sum(counts.values())) as done:
            deleted = asyncio.run(_prune(path, selection, done))
    finally:
        remove_copies(folder_of_copies(settings))
    _report(deleted, "deleted")


def _prune_postgresql(dsn: Dsn, selection: Selection, *, dry_run: bool) -> None:
    care = care_of(dsn)
    counts = care.count_selected(selection)
    if dry_run:
        _report(counts, "would be deleted")
        return
    with progress("Deleting", sum(counts.values())) as done:
        deleted = care.prune(selection, done)
    _report(deleted, "deleted")


def _report(counts: Mapping[Dataset, int], predicate: str) -> None:
    for dataset, rows in counts.items():
        click.echo(f"{rows} {dataset.name} {predicate}")


async def _prune(
    path: Path, selection: Selection, done: Callable[[int], None]
) -> Mapping[Dataset, int]:
    async with await SqliteEngine.open(path, readers=0) as store:
        return await prune(store, selection, done=done)
