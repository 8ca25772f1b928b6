"""`evsrv restore`."""

import os
import shlex
from pathlib import Path

import click

from evsrv.cli import options
from evsrv.cli.help import Command, examples
from evsrv.cli.postgresql import require_file_database
from evsrv.cli.progress import progress
from evsrv.columnar.copy_folder import remove_copies
from evsrv.columnar.make_copies import folder_of_copies
from evsrv.config import load_settings
from evsrv.engine.check_report import Report
from evsrv.sqlite.maintenance.check import check_file
from evsrv.sqlite.maintenance.restore import (
    put_in_place,
    remove_staged,
    require_replaceable,
    stage_copy,
)


@click.command(
    "restore",
    cls=Command,
    short_help="Put a backup in the place of the database.",
    epilog=examples(
        "restore backups/events.db", "restore --db events.db --replace backups/events.db"
    ),
)
@options.db
@options.config
@click.option("--replace", is_flag=True, help="Delete the database that exists, and its logs.")
@click.argument("copy", type=click.Path(path_type=Path))
def command(db: Path | None, config: Path | None, replace: bool, copy: Path) -> None:
    """Put a copy of `evsrv backup` in the place of the database.

    The server must be stopped. COPY stays as it is. It is copied beside the database, checked as by
    `evsrv check`, and then gets the name of the database. If a step fails, the database is
    unchanged. Keys are part of a copy: those that were made or revoked since then are as before.
    """
    settings = load_settings({"db": db}, os.environ, config)
    # SQLite keeps the logs of a linked file beside the file, not beside the link.
    path = require_file_database(
        settings,
        "psql or pg_restore reads a copy of pg_dump, and point-in-time recovery an older state",
    ).resolve()
    require_replaceable(path, replace=replace)
    length = copy.stat().st_size if copy.exists() else None
    with progress("Copying", length) as done:
        staged = stage_copy(copy, path, done)
    try:
        with progress("Checking", None) as done:
            report = check_file(staged, done)
        if not report.ok:
            raise click.ClickException(_refusal(copy, report))
        put_in_place(staged, path, replace=replace)
    finally:
        remove_staged(staged)
    remove_copies(folder_of_copies(settings))
    rows = ", ".join(
        f"{number} {table.replace('_', ' ')}" for table, number in report.counts.items()
    )
    click.echo(f"{settings.file} restored from {copy}: {rows}", err=True)
    click.echo(f"Start the server: evsrv serve --db {shlex.quote(str(settings.file))}", err=True)


def _refusal(copy: Path, report: Report) -> str:
    problems = [problem for finding in report.findings for problem in finding.problems]
    return "\n".join(
        [f"{copy} is damaged, so the database is unchanged; try an older copy", *problems]
    )
