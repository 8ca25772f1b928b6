"""`evsrv export`."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import click

from evsrv.cli import options
from evsrv.cli.filters import plan_rows, read_filter, where
from evsrv.cli.help import Command, examples
from evsrv.cli.places import known_scope
from evsrv.cli.postgresql import require_file_database
from evsrv.cli.progress import note, progress
from evsrv.cli.upgrade import upgrade
from evsrv.config import load_settings
from evsrv.core.datasets import Dataset
from evsrv.language import load_vocabulary
from evsrv.sqlite.maintenance.dump import dump
from evsrv.sqlite.opening import open_trusted_reader

_CHUNK_BYTES = 100_000


@click.command(
    "export",
    cls=Command,
    short_help="Write all rows of a dataset as NDJSON.",
    epilog=examples(
        "export > events.ndjson",
        'export --project site --where "$(cat filter.json)"',
        "export --dataset conversations | gzip > conversations.ndjson.gz",
    ),
)
@options.db
@options.config
@options.plugins_dir
@options.known_organization
@options.project
@where
@options.dataset
def command(
    db: Path | None,
    config: Path | None,
    plugins_dir: Path | None,
    organization: str | None,
    project: str | None,
    where: str | None,
    dataset: Dataset,
) -> None:
    """Write all rows of a dataset to standard output, one JSON object a line, as import takes them.

    Import stores them again without a loss: ids, times and, of conversations, the order in which
    they were logged and the kind of key that logged them. All rows are of one moment, also beside a
    running server.
    """
    settings = load_settings({"db": db, "plugins_dir": plugins_dir}, os.environ, config)
    path = require_file_database(
        settings,
        "evsrv copy makes a file of it, from which export writes all rows",
    )
    scope = known_scope(path, organization, project)
    vocabulary = load_vocabulary(settings)
    filter_ = None if where is None else read_filter(where)
    plan = plan_rows(settings, vocabulary, dataset, filter_, scope)
    upgrade(path)
    written = 0
    out = sys.stdout.buffer
    reader = open_trusted_reader(path, vocabulary.prepare_connection)
    with closing(reader) as connection, progress("Exporting", None) as done:
        for lines in _chunks(dump(connection, plan)):
            out.write(b"".join(lines))
            written += len(lines)
            done(len(lines))
    out.flush()
    note(f"{path}: {written} {dataset.name} exported")


def _chunks(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    chunk: list[bytes] = []
    size = 0
    for line in lines:
        chunk.append(line)
        size += len(line)
        if size >= _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
