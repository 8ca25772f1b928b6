"""`evsrv backup`."""

import os
from pathlib import Path

import click

from evsrv.cli import options
from evsrv.cli.help import Command, examples
from evsrv.cli.postgresql import require_file_database
from evsrv.cli.progress import progress
from evsrv.config import load_settings
from evsrv.sqlite.maintenance.backup import back_up


@click.command(
    "backup",
    cls=Command,
    short_help="Copy the database, also while a server uses it.",
    epilog=examples(
        "backup copy.db",
        "backup --force --db site.db /backups/site.db",
    ),
)
@options.db
@options.config
@click.option("--force", is_flag=True, help="Replace TO if it exists.")
@click.argument("to", type=click.Path(path_type=Path))
def command(db: Path | None, config: Path | None, force: bool, to: Path) -> None:
    """Copy a snapshot of the database to the file TO.

    A server may be using the database. TO appears once it is complete and synced to disk.
    """
    settings = load_settings({"db": db}, os.environ, config)
    path = require_file_database(settings, "pg_dump copies it, also while servers use it")
    length = path.stat().st_size if path.exists() else None
    with progress("Copying", length) as done:
        size = back_up(path, to, force=force, done=done)
    click.echo(f"{to}: {size} bytes", err=True)
