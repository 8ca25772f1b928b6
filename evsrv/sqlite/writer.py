"""The writer: every change of the file goes through its queue."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from itertools import chain, groupby, islice
from typing import Any, TypeVar

from attrs import frozen

from evsrv.core.errors import RequestError
from evsrv.core.event import Event
from evsrv.engine.append_result import AppendResult
from evsrv.engine.errors import FileMoved, InsufficientStorage, StoreError
from evsrv.sqlite.insert import append_events
from evsrv.sqlite.open_file import OpenFile
from evsrv.sqlite.property_keys import KnownKeys
from evsrv.sqlite.used_bytes import read_used_bytes
from evsrv.sqlite.worker import WorkerConnection
from evsrv.sqlite.write_transaction import immediate

T = TypeVar("T")

MAX_COMMIT_ROWS = 1000
"""Rows of several jobs that share a commit; a larger single job still is one commit."""


@frozen(eq=False)
class _Append:
    """Events to store. Appends that wait together share a transaction."""

    events: Sequence[Event]
    done: asyncio.Future[Any]

    @property
    def rows(self) -> int:
        return len(self.events)


@frozen(eq=False)
class _Store:
    """Work that stores something else. It shares a transaction with appends and its like."""

    work: Callable[[sqlite3.Connection], Any]
    rows: int
    done: asyncio.Future[Any]


@frozen(eq=False)
class _Write:
    """Any other work, run in its own transaction. It is done even if the database is full."""

    work: Callable[[sqlite3.Connection], Any]
    done: asyncio.Future[Any]


@frozen
class _Refusal:
    """The result of a job that was refused and wrote nothing; others of its group go on."""

    error: RequestError


_Shared = _Append | _Store
_Job = _Shared | _Write


class Writer:
    """Owns the write connection; create it inside a running event loop."""

    def __init__(
        self, connection: WorkerConnection, file: OpenFile, *, max_db_bytes: int | None = None
    ) -> None:
        self._connection = connection
        self._file = file
        self._max_db_bytes = max_db_bytes
        self._waiting: deque[_Job] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        self._known_keys = KnownKeys()
        self._task = asyncio.create_task(self._serve())
        self.stored = 0
        self.duplicates = 0

    @property
    def queue(self) -> int:
        """Return the number of waiting jobs."""
        return len(self._waiting)

    async def append(self, events: Sequence[Event]) -> list[AppendResult]:
        """Store events durably, all or none; appends that wait together share a commit."""
        appended: list[AppendResult] = await self._submit(_Append(events, _future()))
        duplicates = sum(one.duplicate for one in appended)
        self.stored += len(appended) - duplicates
        self.duplicates += duplicates
        return appended

    async def store(self, work: Callable[[sqlite3.Connection], T], *, rows: int) -> T:
        """Run work that stores about so many rows; works that wait together share a commit.

        A `RequestError` that it raises, before it has written anything, is its result alone. Raises
        `InsufficientStorage` if the database may not grow.
        """
        result: T = await self._submit(_Store(work, rows, _future()))
        return result

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run the work in its own transaction, rolled back if it raises."""
        result: T = await self._submit(_Write(work, _future()))
        return result

    async def close(self) -> None:
        """Finish the accepted jobs, then close the connection."""
        self._closing = True
        self._wake.set()
        await asyncio.wait({self._task})
        await self._connection.close()

    async def _submit(self, job: _Job) -> Any:
        if self._closing:
            raise StoreError("the store is closed")
        self._waiting.append(job)
        self._wake.set()
        return await job.done

    async def _serve(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                if group := self._next_group():
                    await self._commit(group)
            if self._closing:
                return

    def _next_group(self) -> list[_Job]:
        group = [self._waiting.popleft()]
        if not isinstance(group[0], _Write):
            room = MAX_COMMIT_ROWS - group[0].rows
            while self._waiting:
                next_ = self._waiting[0]
                if isinstance(next_, _Write) or next_.rows > room:
                    break
                room -= next_.rows
                group.append(self._waiting.popleft())
        # A caller that was cancelled before its turn expects nothing to be stored.
        return [job for job in group if not job.done.done()]

    def _run(self, connection: sqlite3.Connection, group: Sequence[_Job]) -> list[Any]:
        """Run a group of jobs inside its transaction; return the result of each."""
        self._file.require_in_place()
        if isinstance(group[0], _Write):
            return [group[0].work(connection)]
        if self._max_db_bytes and read_used_bytes(connection) >= self._max_db_bytes:
            raise InsufficientStorage(self._max_db_bytes)
        results: list[Any] = []
        for kind, jobs in groupby(group, type):
            if kind is _Append:
                results += self._append(connection, list(jobs))
            else:
                results += [_store(connection, job) for job in jobs if isinstance(job, _Store)]
        return results

    def _append(self, connection: sqlite3.Connection, jobs: Sequence[_Job]) -> list[Any]:
        appends = [job.events for job in jobs if isinstance(job, _Append)]
        appended = append_events(connection, list(chain.from_iterable(appends)))
        self._known_keys.note(connection, (one.event for one in appended if not one.duplicate))
        rest = iter(appended)
        return [list(islice(rest, len(events))) for events in appends]

    async def _commit(self, group: Sequence[_Job]) -> None:
        try:
            results = await self._connection.call(
                lambda raw: immediate(raw, lambda connection: self._run(connection, group))
            )
        except (sqlite3.OperationalError, FileMoved, InsufficientStorage) as error:
            self._known_keys.forget()
            # A full disk or database, a lock or a moved file would fail every job of the group.
            _fail(group, error)
        except Exception as error:
            self._known_keys.forget()
            # One job's own error. Each job gets its own transaction, so that only that one fails.
            if len(group) == 1:
                _fail(group, error)
            else:
                for job in group:
                    await self._commit([job])
        else:
            if isinstance(group[0], _Write):
                # It may have deleted keys of events.
                self._known_keys.forget()
            for job, result in zip(group, results, strict=True):
                if isinstance(result, _Refusal):
                    _fail([job], result.error)
                elif not job.done.done():
                    job.done.set_result(result)


def _store(connection: sqlite3.Connection, job: _Store) -> Any:
    try:
        return job.work(connection)
    except RequestError as error:
        return _Refusal(error)


def _future() -> asyncio.Future[Any]:
    return asyncio.get_running_loop().create_future()


def _fail(group: Sequence[_Job], error: Exception) -> None:
    for job in group:
        if not job.done.done():
            job.done.set_exception(error)
