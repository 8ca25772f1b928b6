"""Storing many documents from a command."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import define

from evsrv.cli.bulk_datasets import Bulk, BulkEvents
from evsrv.cli.upgrade import upgrade
from evsrv.core.datasets import Dataset
from evsrv.core.errors import RequestError
from evsrv.core.event import Event
from evsrv.sqlite.engine import SqliteEngine

_BATCH_ITEMS = 1000
_BATCH_BYTES = 1_000_000
_TURNS_TO_WRITER = 2
"""Turns of the event loop after which the writer's thread has a batch."""


# Not frozen, because that doubles the time to make one.
@define
class BulkItem:
    """A document to store."""

    bulk: Bulk
    sent: Any
    """The document as `bulk.read` returned it."""
    size: int = 0
    """Its bytes, if they may be many."""
    refused: Callable[[RequestError], None] = lambda _: None
    """Called if it cannot be stored."""


@define
class BulkResult:
    """The number of documents by outcome."""

    stored: int = 0
    duplicates: int = 0
    refused: int = 0


def bulk_store(
    path: Path, items: Iterable[BulkItem], done: Callable[[int], None] = lambda _: None
) -> Mapping[Dataset, BulkResult]:
    """Store documents in batches; `done` is called with the number of documents in each."""
    upgrade(path)
    return asyncio.run(_store_all(path, items, done))


def bulk_append(path: Path, events: Iterable[Event]) -> None:
    """Store events in batches."""
    bulk = BulkEvents()
    bulk_store(path, (BulkItem(bulk, event) for event in events))


async def _store_all(
    path: Path, items: Iterable[BulkItem], done: Callable[[int], None]
) -> Mapping[Dataset, BulkResult]:
    """Store documents; while the writer's thread stores a batch, the next one is read here."""
    results: defaultdict[Dataset, BulkResult] = defaultdict(BulkResult)
    async with await SqliteEngine.open(path, readers=0) as engine:
        storing: asyncio.Task[None] | None = None
        try:
            for batch in _batches(items):
                if storing is not None:
                    await storing
                storing = asyncio.create_task(_store_batch(engine, batch, results, done))
                for _ in range(_TURNS_TO_WRITER):
                    await asyncio.sleep(0)
        finally:
            if storing is not None:
                await storing
    return results


async def _store_batch(
    engine: SqliteEngine,
    batch: list[BulkItem],
    results: defaultdict[Dataset, BulkResult],
    done: Callable[[int], None],
) -> None:
    parts: defaultdict[Bulk, list[BulkItem]] = defaultdict(list)
    for item in batch:
        parts[item.bulk].append(item)
    for bulk, part in parts.items():
        await _store_part(engine, bulk, part, results[bulk.dataset])
    done(len(batch))


def _batches(items: Iterable[BulkItem]) -> Iterator[list[BulkItem]]:
    batch: list[BulkItem] = []
    size = 0
    for item in items:
        batch.append(item)
        size += item.size
        if len(batch) == _BATCH_ITEMS or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


async def _store_part(
    engine: SqliteEngine, bulk: Bulk, part: list[BulkItem], result: BulkResult
) -> None:
    outcomes = await bulk.store(engine, [item.sent for item in part])
    for item, outcome in zip(part, outcomes, strict=True):
        if isinstance(outcome, RequestError):
            result.refused += 1
            item.refused(outcome)
        elif outcome:
            result.stored += 1
        else:
            result.duplicates += 1
