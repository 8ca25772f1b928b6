"""One SQLite connection on a thread of its own."""

import logging
import threading
from collections.abc import Callable
from typing import TypeVar, cast

import aiosqlite

from evsrv.sqlite.connection import SqliteConnection

T = TypeVar("T")


class WorkerConnection(aiosqlite.Connection):
    """An aiosqlite connection that runs whole pieces of work in one hop to its thread."""

    def __init__(self, connect: Callable[[], SqliteConnection], *, daemon: bool = False) -> None:
        self._worker: threading.Thread | None = None

        def connector() -> SqliteConnection:
            self._worker = threading.current_thread()
            return connect()

        super().__init__(connector, iter_chunk_size=64)
        # aiosqlite has no option for it.
        self._thread.daemon = daemon

    @classmethod
    async def open(
        cls, connect: Callable[[], SqliteConnection], *, daemon: bool = False
    ) -> "WorkerConnection":
        """Start a thread and connect on it; what `connect` raises is raised here.

        The end of the process does not wait for a daemon, whatever it is doing.
        """
        connection = cls(connect, daemon=daemon)
        try:
            await connection
        except Exception:
            connection._join()
            raise
        return connection

    async def call(self, work: Callable[[SqliteConnection], T], *, keep_cursors: bool = False) -> T:
        """Run the work on the connection's thread, after whatever it was given before.

        Cancelling the caller doesn't stop work that was handed over. Cursors that the work leaves
        open are closed, unless later work is to go on with them.
        """

        def piece() -> T:
            raw = cast("SqliteConnection", self._conn)
            try:
                return work(raw)
            finally:
                if not keep_cursors:
                    raw.close_cursors()

        # The public methods take a hop for each statement, so that a transaction would be many,
        # with other callers' statements between them. This is the one use of a private method.
        future = self._execute(piece)  # type: ignore[no-untyped-call]
        result: T = await future
        return result

    async def close(self) -> None:
        """Close after what was handed over is done; the thread has ended when this returns."""
        try:
            await super().close()
        finally:
            self._join()

    def abandon(self) -> None:
        """Let the thread close the connection after its queued work, without a wait for it."""
        super().stop()

    def _join(self) -> None:
        # Not a wait: aiosqlite has told the thread to stop, and it has nothing else to do.
        if self._worker is not None:
            self._worker.join()


def _not_debug(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG


# At DEBUG aiosqlite logs the parameters of statements, which are users' data. A filter holds
# where a level would be undone by a later configuration of logging.
logging.getLogger("aiosqlite").addFilter(_not_debug)
