"""The store: one file, a pool of readers beside one writer."""

import sqlite3
from collections.abc import AsyncGenerator, Callable, Hashable, Iterator, Sequence
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Self, TypeVar

from evsrv.core.event import Event
from evsrv.core.scope import Scope
from evsrv.core.timing import stage
from evsrv.engine.errors import is_busy
from evsrv.engine.stats import Load
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.inline_reader import InlineBudgetExceeded, InlineReaders
from evsrv.sqlite.insert import AppendResult
from evsrv.sqlite.looks import Looks
from evsrv.sqlite.opening import Prepare, open_guarded_reader, open_reader, open_writer
from evsrv.sqlite.reader_pool import ReaderPool
from evsrv.sqlite.worker import Connection
from evsrv.sqlite.writer import Writer

T = TypeVar("T")


def _as_it_is(_connection: sqlite3.Connection) -> None:
    """Prepare nothing."""


class SqliteEngine:
    """An open database file; also an async context manager that closes it."""

    def __init__(
        self,
        path: Path,
        looks: Looks,
        quick: InlineReaders,
        readers: ReaderPool,
        guarded: ReaderPool,
        writer: Writer,
    ) -> None:
        # SQLite keeps the log beside the file itself, not beside a link to it.
        self._log = path.resolve().with_name(f"{path.resolve().name}-wal")
        self._looks = looks
        self._quick = quick
        self._readers = readers
        self._walled = guarded
        self._writer = writer

    @classmethod
    async def open(
        cls, path: Path, *, readers: int = 4, lookups: int = 1, prepare: Prepare = _as_it_is
    ) -> Self:
        """Open a file, made where it is missing and migrated where it is older.

        `readers` is the number of queries that can run at once, 0 where there will be none;
        `lookups` that of reads by our own code, which so never wait for a query. `prepare` is
        called with every connection, on its own thread. Raises `StoreError` where the file cannot
        be used.
        """
        async with AsyncExitStack() as closed_on_error:

            async def connect(to_file: Callable[[], SqliteConnection]) -> Connection:
                connection = await Connection.open(to_file)
                closed_on_error.push_async_callback(connection.close)
                return connection

            writer = await connect(lambda: open_writer(path, prepare))
            trusted = [await connect(lambda: open_reader(path, prepare)) for _ in range(lookups)]
            guarded = [
                await connect(lambda: open_guarded_reader(path, prepare)) for _ in range(readers)
            ]
            looks = Looks(open_reader(path, _as_it_is, waits=False))
            closed_on_error.pop_all()
        quick = InlineReaders(lambda: open_guarded_reader(path, prepare, waits=False))
        return cls(path, looks, quick, ReaderPool(trusted), ReaderPool(guarded), Writer(writer))

    async def look(
        self,
        work: Callable[[sqlite3.Connection], T],
        *,
        about: Hashable = None,
        timeout: float,
    ) -> T:
        """Run work of ours that takes microseconds at once, on the caller's thread.

        A hop to another thread and back would take longer than the work. Only where a lock is in
        the way, as when another process has just crashed, it is done as `read` does. What is found
        about a thing is kept for the next look, as long as nobody has changed the file.
        """
        with stage("db"):
            try:
                return self._looks.look(work, about)
            except sqlite3.OperationalError as error:
                if not is_busy(error):
                    raise
        return await self.read(work, timeout=timeout)

    async def read(self, work: Callable[[sqlite3.Connection], T], *, timeout: float) -> T:
        """Run work of ours on a read connection's thread, in one read transaction (a snapshot).

        `timeout` is in seconds and counts the wait for the connection. Raises `QueryTimeout`.
        """
        with stage("db"):
            return await self._readers.read(work, timeout=timeout)

    async def query(
        self,
        work: Callable[[sqlite3.Connection], T],
        *,
        scope: Scope,
        timeout: float,
        inline: bool = False,
    ) -> T:
        """Run work that may be anyone's: whatever its SQL says, it sees the scope's events alone.

        Otherwise as `read`. What is `inline` is first tried on the caller's thread, for a
        millisecond or two; then it begins anew. `sqlite3.DatabaseError` is raised for what the SQL
        may not do.
        """
        with stage("db"):
            if inline:
                with suppress(InlineBudgetExceeded):
                    return self._quick.read(work, scope)
            return await self._walled.read(work, scope=scope, timeout=timeout)

    def stream(
        self, work: Callable[[sqlite3.Connection], Iterator[T]], *, scope: Scope, timeout: float
    ) -> AsyncGenerator[T, None]:
        """Give the items that such work makes, one by one, in one snapshot.

        `timeout` is in seconds, for each item anew. Close the generator to give the connection
        back.
        """
        return self._walled.stream(work, scope=scope, timeout=timeout)

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run the work on the writer's thread, in a transaction that is rolled back on error."""
        return await self._writer.write(work)

    async def append(self, events: Sequence[Event]) -> list[AppendResult]:
        """Store events, all or none, durably once this returns; answers in their order."""
        with stage("db"):
            return await self._writer.append(events)

    def load(self) -> Load:
        """Tell how busy the store is."""
        try:
            wal_bytes = self._log.stat().st_size
        except OSError:
            wal_bytes = 0
        return Load(
            readers=self._walled.size,
            readers_busy=self._walled.busy,
            reader_waits=self._walled.waits,
            reader_wait_seconds=self._walled.waited,
            writer_queue=self._writer.queue,
            wal_bytes=wal_bytes,
            events_stored=self._writer.stored,
            events_duplicate=self._writer.duplicates,
        )

    async def close(self) -> None:
        """Finish what was accepted and close the file; nothing is accepted any more."""
        self._looks.close()
        self._quick.close()
        # The writer goes last: only it can fold the write-ahead log back into the file.
        await self._walled.close()
        await self._readers.close()
        await self._writer.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()
