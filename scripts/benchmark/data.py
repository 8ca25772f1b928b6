"""The events of the benchmark: a year of four projects, the same events on every machine."""

import heapq
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from evsrv.cli.bulk_store import bulk_append
from evsrv.core.event import Event
from evsrv.ingest import EventReader
from evsrv.seeding import DEFAULT_UNTIL, generate_events

ORGANIZATION = "acme"
SHARES = {"docs": 0.6, "shop": 0.25, "blog": 0.1, "labs": 0.05}
"""The fraction of the events that belongs to each project."""
LARGEST = "docs"
"""The project that the questions query."""
DAYS = 365
END = DEFAULT_UNTIL
RECENT = datetime(2026, 1, 1, tzinfo=UTC)
"""90 days before the end."""


def documents(events: int, seed: int = 0) -> Iterator[dict[str, Any]]:
    """Yield bodies for `POST /events` of all projects, in time order."""
    return heapq.merge(
        *(
            _of_project(project, round(events * share), seed=10 * seed + number)
            for number, (project, share) in enumerate(SHARES.items(), 1)
        ),
        key=lambda document: document["createdAt"],
    )


def rows(events: int, seed: int = 0) -> Iterator[Event]:
    """Yield the same events in their stored form."""
    read = EventReader().read
    for document in documents(events, seed):
        yield read(document, organization_id=ORGANIZATION, project_id=None, now=0)


def make_database(path: Path, events: int) -> None:
    """Make a database with this number of events, unless the file exists."""
    if path.exists():
        return
    # Under another name until it is complete, so that an interrupted run leaves no partial file.
    partial = path.with_suffix(".partial")
    for left in path.parent.glob(f"{partial.name}*"):
        left.unlink()
    bulk_append(partial, rows(events))
    with closing(sqlite3.connect(partial)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
    partial.rename(path)


def copy_database(db: Path, copy: Path) -> None:
    """Copy a database that other processes may read."""
    with (
        closing(sqlite3.connect(f"{db.absolute().as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)


def write_lines(path: Path, documents: Iterator[dict[str, Any]], count: int) -> None:
    """Write the first `count` documents to a file, one a line."""
    with path.open("wb") as file:
        file.writelines(
            orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE)
            for document in islice(documents, count)
        )


def _of_project(project: str, events: int, seed: int) -> Iterator[dict[str, Any]]:
    for document in generate_events(events=events, days=DAYS, seed=seed, until=END):
        yield document | {"projectId": project}
