"""Storing many events from a command."""

import asyncio
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from attrs import frozen

from evsrv.event import Event
from evsrv.store import Store

_BATCH = 1000


@frozen
class Tally:
    """What became of the events."""

    stored: int
    duplicates: int


def append_all(
    path: Path, events: Iterator[Event], done: Callable[[int], None] = lambda _: None
) -> Tally:
    """Store events in batches; `done` is told how many each time."""
    return asyncio.run(_append_all(path, events, done))


async def _append_all(path: Path, events: Iterator[Event], done: Callable[[int], None]) -> Tally:
    total = duplicates = 0
    async with await Store.open(path, readers=0) as store:
        while batch := list(islice(events, _BATCH)):
            duplicates += sum(one.duplicate for one in await store.append(batch))
            total += len(batch)
            done(len(batch))
    return Tally(total - duplicates, duplicates)
