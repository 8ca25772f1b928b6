"""The writer of events: appends that wait together are one statement, and so one commit."""

import asyncio
from collections import deque
from collections.abc import Sequence
from itertools import chain, islice

from attrs import frozen

from evsrv.core.errors import ServiceUnavailable
from evsrv.core.event import Event
from evsrv.engine.append_result import AppendResult
from evsrv.engine.errors import StoreError
from evsrv.postgresql.append import append_events
from evsrv.postgresql.connections import Connections
from evsrv.postgresql.errors import ServerAway, WorkerAway
from evsrv.postgresql.repetition import repeat_lost
from evsrv.postgresql.routed_append import append_routed

MAX_COMMIT_EVENTS = 1000
"""Events of several appends that share a commit; a larger single append still is one commit."""


@frozen(eq=False)
class _Append:
    events: Sequence[Event]
    done: asyncio.Future[list[AppendResult]]


class Writer:
    """Stores events one commit after the other; create it inside a running event loop."""

    def __init__(self, connections: Connections, timeout: float) -> None:
        """Store each commit within `timeout` seconds."""
        self._connections = connections
        self._timeout = timeout
        self._waiting: deque[_Append] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        self._task = asyncio.create_task(self._serve())
        self.stored = 0
        self.duplicates = 0

    @property
    def queue(self) -> int:
        """Return the number of waiting appends."""
        return len(self._waiting)

    async def append(self, events: Sequence[Event]) -> list[AppendResult]:
        """Store events durably, all or none; appends that wait together share a commit."""
        if self._closing:
            raise StoreError("the store is closed")
        append = _Append(events, asyncio.get_running_loop().create_future())
        self._waiting.append(append)
        self._wake.set()
        appended = await append.done
        duplicates = sum(one.duplicate for one in appended)
        self.stored += len(appended) - duplicates
        self.duplicates += duplicates
        return appended

    async def close(self) -> None:
        """Finish the accepted appends."""
        self._closing = True
        self._wake.set()
        await asyncio.wait({self._task})

    async def _serve(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                if group := self._next_group():
                    try:
                        await self._commit(group)
                    except ServerAway as error:
                        # Others would each wait as long for a server that hangs.
                        waiting, self._waiting = self._waiting, deque()
                        _fail([*group, *waiting], error)
            if self._closing:
                return

    def _next_group(self) -> list[_Append]:
        group = [self._waiting.popleft()]
        room = MAX_COMMIT_EVENTS - len(group[0].events)
        while self._waiting and len(self._waiting[0].events) <= room:
            group.append(self._waiting.popleft())
            room -= len(group[-1].events)
        # A caller that was cancelled before its turn expects nothing to be stored.
        return [append for append in group if not append.done.done()]

    async def _commit(self, group: Sequence[_Append]) -> None:
        """Store the events of a group and end its appends; raise `ServerAway` if some are left."""
        try:
            appended = await self._store([*chain.from_iterable(one.events for one in group)])
        except WorkerAway:
            # The events of each organization are on one server, and that may be there.
            for append in group:
                await self._commit_routed(append)
        except ServerAway:
            raise
        except ServiceUnavailable as error:
            # It would fail every append of the group.
            _fail(group, error)
        except Exception as error:
            # One append's own error. Each gets its own commit, so that only that one fails.
            if len(group) == 1:
                _fail(group, error)
            else:
                for append in group:
                    await self._commit([append])
        else:
            rest = iter(appended)
            for append in group:
                _succeed(append, list(islice(rest, len(append.events))))

    async def _commit_routed(self, append: _Append) -> None:
        try:
            appended = await self._store_routed(append.events)
        except ServerAway:
            raise
        except Exception as error:
            _fail([append], error)
        else:
            _succeed(append, appended)

    async def _store(self, events: Sequence[Event]) -> list[AppendResult]:
        async def store() -> list[AppendResult]:
            async with self._connections.trusted() as session:
                return await append_events(session, events)

        return await repeat_lost(store)

    async def _store_routed(self, events: Sequence[Event]) -> list[AppendResult]:
        async def store() -> list[AppendResult]:
            async with self._connections.write(self._timeout) as session:
                return await append_routed(session, events)

        return await repeat_lost(store)


def _succeed(append: _Append, results: list[AppendResult]) -> None:
    if not append.done.done():
        append.done.set_result(results)


def _fail(group: Sequence[_Append], error: Exception) -> None:
    for append in group:
        if not append.done.done():
            append.done.set_exception(error)
