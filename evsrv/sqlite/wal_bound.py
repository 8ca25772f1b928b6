"""A bound on the write-ahead log, which SQLite restarts only while nothing reads from it."""

import asyncio
import logging
import sqlite3
import time
from pathlib import Path

from evsrv.sqlite.reader_pool import ReaderPool
from evsrv.sqlite.worker import WorkerConnection

_log = logging.getLogger(__name__)

_CHECK_SECONDS = 0.25
_BUSY_TIMEOUT_MS = 50
"""How long a checkpoint waits for readers that have no connection of the pool."""
_MAX_RETRY_SECONDS = 30.0
"""Between two attempts to restart a log that another process holds."""
_LOG_SECONDS = 60.0


class WalBound:
    """Restarts the write-ahead log when it is past its bound, with pooled reads paused.

    Queries that overlap without end leave SQLite no moment to restart the log by itself.

    | log         | readers                  | new reads | writes | next                          |
    |-------------|--------------------------|-----------|--------|-------------------------------|
    | below bound | any                      | run       | run    |                               |
    | past bound  | a stream runs            | run       | run    | checked again                 |
    | past bound  | queries run              | wait      | run    | queries end within their limit|
    | past bound  | none of the pool         | wait      | wait   | the log restarts, empty       |
    | past bound  | another process reads    | run       | run    | tried again, ever more seldom |

    Inline reads are not paused: the checkpoint waits for the one that may run.
    """

    def __init__(
        self,
        log: Path,
        max_bytes: int,
        writer: WorkerConnection,
        readers: ReaderPool,
        query_timeout: float,
    ) -> None:
        """Bound the log of a writer's file to so many bytes; 0 is no bound."""
        self._path = log
        self._max_bytes = max_bytes
        self._writer = writer
        self._readers = readers
        # A query is interrupted at its limit, but not within a call of a function.
        self._drain_timeout = query_timeout + 1.0
        self._retry_seconds = _CHECK_SECONDS
        self._retry_at = 0.0
        self._logged_at = -_LOG_SECONDS
        self.restarts = 0
        self.paused_seconds = 0.0
        """For how long reads were paused, altogether."""
        self.held = False
        """Whether the log is past the bound and cannot restart now."""
        self._task = asyncio.create_task(self._check_forever()) if max_bytes else None

    @property
    def log_bytes(self) -> int:
        """Return the size of the log's file."""
        try:
            return self._path.stat().st_size
        except OSError:
            return 0

    async def check(self) -> None:
        """Restart the log if it is past the bound and nothing holds it."""
        if self.log_bytes <= self._max_bytes:
            self.held = False
        elif self._readers.streams:
            self._hold(f"{self._readers.streams} export(s) read from it")
        elif time.monotonic() >= self._retry_at:
            await self._restart()

    async def close(self) -> None:
        """Stop checking; a checkpoint that runs is finished by the writer's thread."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _check_forever(self) -> None:
        while True:
            await asyncio.sleep(_CHECK_SECONDS)
            try:
                await self.check()
            except sqlite3.Error as error:
                self._retry_later(f"the checkpoint failed ({error.sqlite_errorname})")

    async def _restart(self) -> None:
        started = time.monotonic()
        try:
            async with self._readers.paused(self._drain_timeout) as drained:
                restarted = drained and await self._writer.call(_truncate_log)
        finally:
            self.paused_seconds += time.monotonic() - started
        if restarted:
            self.restarts += 1
            self.held = False
            self._retry_seconds = _CHECK_SECONDS
        elif drained:
            self._retry_later("another process uses it")
        else:
            self._retry_later("a query does not end")

    def _retry_later(self, reason: str) -> None:
        # Each attempt pauses the reads for a moment.
        self._retry_seconds = min(2 * self._retry_seconds, _MAX_RETRY_SECONDS)
        self._retry_at = time.monotonic() + self._retry_seconds
        self._hold(reason)

    def _hold(self, reason: str) -> None:
        self.held = True
        now = time.monotonic()
        if now - self._logged_at >= _LOG_SECONDS:
            self._logged_at = now
            _log.warning(
                "the write-ahead log has %d bytes, more than max_wal_bytes (%d): %s",
                self.log_bytes,
                self._max_bytes,
                reason,
            )


def _truncate_log(connection: sqlite3.Connection) -> bool:
    """Move the whole log into the file and empty it; return False if a reader is in the way."""
    (usual,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    try:
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute(f"PRAGMA busy_timeout = {usual}")
    return not busy
