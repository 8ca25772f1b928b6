"""The one writer: everything that changes the file goes through its queue."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from itertools import chain, islice
from typing import Any, TypeVar

from attrs import frozen

from evsrv.core.event import Event
from evsrv.engine.append_result import AppendResult
from evsrv.engine.errors import FileMoved, StoreError
from evsrv.sqlite.insert import append_events
from evsrv.sqlite.open_file import OpenFile
from evsrv.sqlite.property_keys import KnownKeys
from evsrv.sqlite.worker import WorkerConnection
from evsrv.sqlite.write_transaction import immediate

T = TypeVar("T")

GROUP_EVENTS = 1000
"""How many events share a commit at most; a larger single append still is one commit."""


@frozen(eq=False)
class _Append:
    """Events to store. Appends that wait together share one transaction."""

    events: Sequence[Event]
    done: asyncio.Future[Any]


@frozen(eq=False)
class _Write:
    """Any other work, in a transaction of its own."""

    work: Callable[[sqlite3.Connection], Any]
    done: asyncio.Future[Any]


_Job = _Append | _Write


class Writer:
    """Owns the write connection; made inside a running event loop."""

    def __init__(self, connection: WorkerConnection, file: OpenFile) -> None:
        self._connection = connection
        self._file = file
        self._waiting: deque[_Job] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        self._known_keys = KnownKeys()
        self._task = asyncio.create_task(self._serve())
        self.stored = 0
        self.duplicates = 0

    @property
    def queue(self) -> int:
        """How many jobs wait for their turn."""
        return len(self._waiting)

    async def append(self, events: Sequence[Event]) -> list[AppendResult]:
        """Store events durably, all or none; appends that wait together share one commit."""
        appended: list[AppendResult] = await self._submit(_Append(events, _future()))
        duplicates = sum(one.duplicate for one in appended)
        self.stored += len(appended) - duplicates
        self.duplicates += duplicates
        return appended

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run the work in a transaction of its own, rolled back when it raises."""
        result: T = await self._submit(_Write(work, _future()))
        return result

    async def close(self) -> None:
        """Finish what was accepted, then close the connection."""
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
        if isinstance(group[0], _Append):
            room = GROUP_EVENTS - len(group[0].events)
            while self._waiting:
                next_ = self._waiting[0]
                if not isinstance(next_, _Append) or len(next_.events) > room:
                    break
                room -= len(next_.events)
                group.append(self._waiting.popleft())
        # A caller that was cancelled before its turn wants nothing stored.
        return [job for job in group if not job.done.done()]

    def _do(self, connection: sqlite3.Connection, group: Sequence[_Job]) -> list[Any]:
        """Do the work of a group inside its transaction; give the result of each job."""
        self._file.require_in_place()
        if isinstance(group[0], _Write):
            return [group[0].work(connection)]
        appends = [job.events for job in group if isinstance(job, _Append)]
        appended = append_events(connection, list(chain.from_iterable(appends)))
        self._known_keys.note(connection, (one.event for one in appended if not one.duplicate))
        rest = iter(appended)
        return [list(islice(rest, len(events))) for events in appends]

    async def _commit(self, group: Sequence[_Job]) -> None:
        try:
            results = await self._connection.call(
                lambda raw: immediate(raw, lambda connection: self._do(connection, group))
            )
        except (sqlite3.OperationalError, FileMoved) as error:
            self._known_keys.forget()
            # A full disk, a lock, or a lost file: the file's trouble, so it is everyone's.
            _fail(group, error)
        except Exception as error:
            self._known_keys.forget()
            # One job's own fault. Each gets a transaction of its own, so that only it fails.
            if len(group) == 1:
                _fail(group, error)
            else:
                for job in group:
                    await self._commit([job])
        else:
            if isinstance(group[0], _Write):
                # It may have taken keys away.
                self._known_keys.forget()
            for job, result in zip(group, results, strict=True):
                if not job.done.done():
                    job.done.set_result(result)


def _future() -> asyncio.Future[Any]:
    return asyncio.get_running_loop().create_future()


def _fail(group: Sequence[_Job], error: Exception) -> None:
    for job in group:
        if not job.done.done():
            job.done.set_exception(error)
