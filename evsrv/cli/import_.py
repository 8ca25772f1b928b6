"""`evsrv import`."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import click

from evsrv.cli import options
from evsrv.cli.bulk_append import bulk_append
from evsrv.cli.progress import note, progress
from evsrv.cli.tables import visible
from evsrv.config import load_settings
from evsrv.core.errors import RequestError
from evsrv.core.event import Event
from evsrv.core.json_text import read_object, without_bom
from evsrv.core.limits import MAX_EVENT_BODY_DEPTH
from evsrv.core.timestamps import now
from evsrv.ingest import EventReader


@click.command("import")
@options.db
@options.config
@options.organization
@click.option(
    "--project", callback=options.name, help="Without it: the project that each event names."
)
@click.option(
    "--integration",
    callback=options.name,
    help="Without it: the integration that each event names.",
)
@click.argument("file", type=click.File("rb"))
def command(
    db: Path | None,
    config: Path | None,
    organization: str,
    project: str | None,
    integration: str | None,
    file: BinaryIO,
) -> None:
    """Store the events of FILE (- is standard input): one JSON object a line, as POST /events.

    Bad lines are reported and skipped; the exit status is then 1. An event whose id is stored
    already is a duplicate, which is no error. The database file is made where it is missing.
    """
    settings = load_settings({"db": db}, os.environ, config)
    events = EventReader()
    received = now()
    bad = 0

    def rows(done: Callable[[int], None]) -> Iterator[Event]:
        nonlocal bad
        for number, line in enumerate(file, 1):
            done(len(line))
            text = line.strip()
            if not without_bom(text).strip():
                continue
            try:
                yield events.read(
                    read_object(text, "the line", max_depth=MAX_EVENT_BODY_DEPTH),
                    organization_id=organization,
                    project_id=project,
                    integration_id=integration,
                    now=received,
                )
            except RequestError as refusal:
                bad += 1
                note(f"line {number}: {visible(refusal.detail)}")

    with progress("Importing", _size(file)) as done:
        tally = bulk_append(settings.db, rows(done))
    click.echo(
        f"{settings.db}: {tally.stored} events stored, {tally.duplicates} duplicates,"
        f" {bad} bad lines",
        err=True,
    )
    if bad:
        raise click.exceptions.Exit(1)


def _size(file: BinaryIO) -> int | None:
    if not file.seekable():
        return None
    here = file.tell()
    end = file.seek(0, os.SEEK_END)
    file.seek(here)
    return end - here or None
