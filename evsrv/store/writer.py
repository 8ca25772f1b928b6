"""The one writer: everything that changes the file goes through its queue."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from attrs import frozen

from evsrv.event import Event
from evsrv.store.appends import Appended, append_events
from evsrv.store.connection import Connection
from evsrv.store.errors import StoreError
from evsrv.store.property_keys import KnownKeys
from evsrv.store.transaction import immediate

T = TypeVar("T")

GROUP_EVENTS = 1000
"""How many events share a commit at most; a larger single append still is one commit."""


@frozen(eq=False)
class _Job:
    work: Callable[[sqlite3.Connection], Any]
    done: asyncio.Future[Any]
    events: int | None
    """How many events it appends; None: no append, and no other job shares its transaction."""


class Writer:
    """Owns the write connection; made inside a running event loop."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
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

    async def append(self, events: Sequence[Event]) -> list[Appended]:
        """Store events durably, all or none; appends that wait together share one commit."""

        def work(connection: sqlite3.Connection) -> list[Appended]:
            appended = append_events(connection, events)
            self._known_keys.note(connection, (a.event for a in appended if not a.duplicate))
            return appended

        appended = await self._submit(work, len(events))
        duplicates = sum(one.duplicate for one in appended)
        self.stored += len(appended) - duplicates
        self.duplicates += duplicates
        return appended

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run the work in a transaction of its own, rolled back when it raises."""
        return await self._submit(work)

    async def close(self) -> None:
        """Finish what was accepted, then close the connection."""
        self._closing = True
        self._wake.set()
        await asyncio.wait({self._task})
        await self._connection.close()

    async def _submit(
        self, work: Callable[[sqlite3.Connection], T], events: int | None = None
    ) -> T:
        if self._closing:
            raise StoreError("the store is closed")
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Job(work, done, events))
        self._wake.set()
        return await done

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
        first = self._waiting.popleft()
        group = [first]
        if first.events is not None:
            room = GROUP_EVENTS - first.events
            while self._waiting:
                events = self._waiting[0].events
                if events is None or events > room:
                    break
                room -= events
                group.append(self._waiting.popleft())
        # A caller that was cancelled before its turn wants nothing stored.
        return [job for job in group if not job.done.done()]

    async def _commit(self, group: Sequence[_Job]) -> None:
        def work(connection: sqlite3.Connection) -> list[Any]:
            return [job.work(connection) for job in group]

        try:
            results = await self._connection.call(lambda raw: immediate(raw, work))
        except sqlite3.OperationalError as error:
            self._known_keys.forget()
            # A full disk or a lock: the file's trouble, so it is everyone's.
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
            if group[0].events is None:
                # It may have taken keys away.
                self._known_keys.forget()
            for job, result in zip(group, results, strict=True):
                if not job.done.done():
                    job.done.set_result(result)


def _fail(group: Sequence[_Job], error: Exception) -> None:
    for job in group:
        if not job.done.done():
            job.done.set_exception(error)
