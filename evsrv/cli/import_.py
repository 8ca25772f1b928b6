"""`evsrv import`."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

import click

from evsrv.cli import options
from evsrv.cli.bulk_datasets import BULKS
from evsrv.cli.bulk_store import BulkItem, bulk_store
from evsrv.cli.cells import visible
from evsrv.cli.places import place_of_import
from evsrv.cli.progress import note, progress
from evsrv.config import load_settings
from evsrv.core.datasets import Dataset
from evsrv.core.errors import RequestError
from evsrv.core.json_text import read_object, without_bom
from evsrv.core.timestamps import now


@click.command("import")
@options.db
@options.config
@options.known_organization
@click.option(
    "--project",
    callback=options.name,
    help="Without it: the project that each line names, else the only one of the file.",
)
@click.option(
    "--integration",
    callback=options.name,
    help="Without it: the integration that each line names.",
)
@options.dataset
@click.argument("file", type=click.File("rb"))
def command(
    db: Path | None,
    config: Path | None,
    organization: str | None,
    project: str | None,
    integration: str | None,
    dataset: Dataset,
    file: BinaryIO,
) -> None:
    """Store the lines of FILE (- is standard input): one JSON object each, as POST takes it.

    That is POST /events, or with --dataset POST /conversations or POST /feedback. Conversations and
    feedback may have the member loggedWith (api or web): the kind of key that they were logged
    with. Export writes such lines; the rows of an NDJSON export over HTTP are taken too. Bad lines
    are reported and skipped; the exit status is then 1. An event whose id is stored already is a
    duplicate, which is no error; a conversation or feedback is updated, and a duplicate if nothing
    changes. The database file is made where it is missing.
    """
    settings = load_settings({"db": db}, os.environ, config)
    place = place_of_import(settings.db, organization, project)
    bulk = BULKS[dataset]()
    received = now()
    bad = 0

    def refuse(number: int, refusal: RequestError) -> None:
        nonlocal bad
        bad += 1
        note(f"line {number}: {visible(refusal.detail)}")

    def items(done: Callable[[int], None]) -> Iterator[BulkItem]:
        for number, line in enumerate(file, 1):
            done(len(line))
            text = line.strip()
            if not without_bom(text).strip():
                continue
            try:
                document = read_object(text, "the line", max_depth=bulk.max_depth)
                if place.project_id is not None:
                    document.setdefault("projectId", place.project_id)
                sent = bulk.read(
                    document,
                    organization_id=place.organization_id,
                    project_id=project,
                    integration_id=integration,
                    now=received,
                )
            except RequestError as refusal:
                refuse(number, refusal)
            else:
                yield BulkItem(bulk, sent, len(line), partial(refuse, number))

    with progress("Importing", _size(file)) as done:
        result = bulk_store(settings.db, items(done))[dataset]
    click.echo(
        f"{settings.db}: {result.stored} {dataset.name} stored, {result.duplicates} duplicates,"
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
