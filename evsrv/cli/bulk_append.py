"""Storing many events from a command."""

import asyncio
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from attrs import frozen

from evsrv.cli.upgrade import upgrade
from evsrv.core.event import Event
from evsrv.sqlite.engine import SqliteEngine

_BATCH = 1000


@frozen
class ImportResult:
    """The counts of events by outcome."""

    stored: int
    duplicates: int


def bulk_append(
    path: Path, events: Iterator[Event], done: Callable[[int], None] = lambda _: None
) -> ImportResult:
    """Store events in batches; `done` is told how many each time."""
    upgrade(path)
    return asyncio.run(_append_all(path, events, done))


async def _append_all(
    path: Path, events: Iterator[Event], done: Callable[[int], None]
) -> ImportResult:
    total = duplicates = 0
    async with await SqliteEngine.open(path, readers=0) as store:
        while batch := list(islice(events, _BATCH)):
            duplicates += sum(one.duplicate for one in await store.append(batch))
            total += len(batch)
            done(len(batch))
    return ImportResult(total - duplicates, duplicates)
