"""Many documents are stored in batches, of which one is stored while the next one is read."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from evsrv.cli.bulk_datasets import BulkEvents, Outcome
from evsrv.cli.bulk_store import BulkItem, bulk_store
from evsrv.core.datasets import EVENTS
from evsrv.core.event import Event
from evsrv.sqlite.engine import SqliteEngine

A_BATCH = 1000


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "events.db"


class WaitingBulk(BulkEvents):
    """The first batch is being stored until an event of the second one is read."""

    def __init__(self) -> None:
        super().__init__()
        self.storing = threading.Event()
        self.reading = threading.Event()
        self.waits: list[bool] = []

    async def store(self, engine: SqliteEngine, batch: Sequence[Event]) -> Sequence[Outcome]:
        await engine.write(lambda _: self._wait())
        return await super().store(engine, batch)

    def _wait(self) -> None:
        self.storing.set()
        self.waits.append(self.reading.wait(10))

    def read_second_batch(self) -> None:
        # Both waits end only if the other thread goes on meanwhile.
        self.waits.append(self.storing.wait(10))
        self.reading.set()


def items(bulk: BulkEvents, number: int) -> Iterator[BulkItem]:
    for place in range(number):
        document = {"id": f"e{place}", "type": "t", "entityType": "event"}
        event = bulk.read(
            document, organization_id="o", project_id=None, integration_id=None, now=place
        )
        if isinstance(bulk, WaitingBulk) and place == A_BATCH:
            bulk.read_second_batch()
        yield BulkItem(bulk, event)


def test_next_batch_is_read_while_one_is_stored(db: Path) -> None:
    bulk, stored = WaitingBulk(), list[int]()
    result = bulk_store(db, items(bulk, A_BATCH + 3), stored.append)
    assert bulk.waits == [True, True, True]
    assert stored == [A_BATCH, 3]
    assert result[EVENTS].stored == A_BATCH + 3


def test_batch_before_an_error_of_reading_is_stored(db: Path) -> None:
    bulk = BulkEvents()

    def failing() -> Iterator[BulkItem]:
        yield from items(bulk, A_BATCH)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        bulk_store(db, failing())
    result = bulk_store(db, items(bulk, A_BATCH))
    assert result[EVENTS].duplicates == A_BATCH


def test_error_of_storing_ends_it(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_arguments: object) -> None:
        raise OSError("no space")

    bulk = BulkEvents()
    monkeypatch.setattr(bulk, "store", fail)
    with pytest.raises(OSError, match="no space"):
        bulk_store(db, items(bulk, 2 * A_BATCH + 1))
