"""Copying from and to a file."""

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from evsrv.engine.transfer_parts import EVENTS, Part, Row
from evsrv.sqlite.connections import prepare_nothing
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.opening import open_trusted_reader
from evsrv.sqlite.transfer_rows import FIND, READ, TABLES, put_rows


class SqliteTransferReader:
    """A file in one read transaction, as a `TransferReader`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def count(self, part: Part[Any]) -> int:
        """Return the number of rows of a part."""
        sql = f"SELECT count(*) FROM {TABLES[part]}"  # noqa: S608 - constant names
        return int(self._connection.execute(sql).fetchone()[0])

    async def batches(self, part: Part[Row]) -> AsyncIterator[Sequence[Row]]:
        """Yield all rows of a part in the order of their storing."""
        rows = READ[part](self._connection)
        while batch := list(islice(rows, part.batch_rows)):
            yield batch

    async def find(self, part: Part[Row], rows: Sequence[Row]) -> Sequence[Row]:
        """Return the stored rows that have the identities of these."""
        found = (FIND[part](self._connection, row) for row in rows)
        return [row for row in found if row is not None]


class SqliteTransferWriter:
    """A file that rows are copied to, as a `TransferWriter`. A server may be using it."""

    def __init__(self, engine: SqliteEngine) -> None:
        self._engine = engine

    async def put(self, part: Part[Row], rows: Sequence[Row]) -> Sequence[Row]:
        """Store the rows whose identity is not stored yet; return the stored ones of the others."""
        if part is EVENTS:
            results: Any = await self._engine.append(rows)  # type: ignore[arg-type]
            return [result.event for result in results if result.duplicate]
        return await self._engine.write(partial(put_rows, part=part, rows=rows))


@asynccontextmanager
async def open_transfer_reader(path: Path) -> AsyncIterator[SqliteTransferReader]:
    """Open a snapshot of a file of this version. Raises `StoreError`."""
    with closing(open_trusted_reader(path, prepare_nothing)) as connection:
        connection.execute("BEGIN")
        yield SqliteTransferReader(connection)


@asynccontextmanager
async def open_transfer_writer(path: Path) -> AsyncIterator[SqliteTransferWriter]:
    """Open a file for writing; a missing one is created. Raises `StoreError`."""
    async with await SqliteEngine.open(path, readers=0) as engine:
        yield SqliteTransferWriter(engine)
