"""The connections to one file: a writer, a pool of guarded readers and one inline reader."""

import sqlite3
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

from attrs import frozen

from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.inline_reader import InlineReader
from evsrv.sqlite.open_file import OpenFile
from evsrv.sqlite.opening import Prepare, open_guarded_reader, open_writer
from evsrv.sqlite.reader_pool import ReaderPool
from evsrv.sqlite.wal_bound import WalBound
from evsrv.sqlite.worker import WorkerConnection
from evsrv.sqlite.writer import Writer


@frozen
class Connections:
    """The open connections, and the bound of their write-ahead log."""

    file: OpenFile
    inline: InlineReader
    readers: ReaderPool
    writer: Writer
    wal_bound: WalBound


def prepare_nothing(_connection: sqlite3.Connection) -> None:
    """Register no SQL function."""


async def open_connections(
    path: Path,
    *,
    readers: int,
    query_timeout: float,
    max_db_bytes: int | None,
    max_wal_bytes: int,
    prepare: Prepare,
) -> Connections:
    """Open all connections, or close those that are open and raise `StoreError`.

    The parameters are those of `SqliteEngine.open`.
    """
    async with AsyncExitStack() as closed_on_error:

        async def connect(
            open_file: Callable[[], SqliteConnection], *, daemon: bool = False
        ) -> WorkerConnection:
            connection = await WorkerConnection.open(open_file, daemon=daemon)
            closed_on_error.push_async_callback(connection.close)
            return connection

        write_connection = await connect(lambda: open_writer(path, prepare))
        pool = ReaderPool(
            [
                await connect(lambda: open_guarded_reader(path, prepare), daemon=True)
                for _ in range(readers)
            ]
        )
        inline = InlineReader(open_guarded_reader(path, prepare, waits=False))
        closed_on_error.pop_all()
    file = OpenFile(path)
    # SQLite keeps the log beside the file itself, not beside a link to it.
    log = path.resolve().with_name(f"{path.resolve().name}-wal")
    return Connections(
        file,
        inline,
        pool,
        Writer(write_connection, file, max_db_bytes=max_db_bytes),
        WalBound(log, max_wal_bytes, write_connection, pool, query_timeout),
    )
