"""Several pieces of work in one read transaction, each within the time limit."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from evsrv.core.scope import Scope
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.interrupts import Deadline
from evsrv.sqlite.read_transaction import begin_read, end_read, run_under_policy
from evsrv.sqlite.worker import WorkerConnection

T = TypeVar("T")


class ReadSession:
    """A read transaction that stays open between pieces of work, and with it their cursors."""

    def __init__(
        self, connection: WorkerConnection, deadline: Deadline, scope: Scope | None
    ) -> None:
        self._connection = connection
        self._deadline = deadline
        self._scope = scope

    async def begin(self) -> None:
        """Begin the transaction."""
        await self._call(lambda raw: begin_read(raw, self._deadline, self._scope))

    async def run(self, work: Callable[[SqliteConnection], T]) -> T:
        """Run one piece of work on the connection's thread. Raise `QueryTimeout` past the limit."""

        def piece(raw: SqliteConnection) -> T:
            self._deadline.restart()
            return run_under_policy(raw, work, self._deadline)

        return await self._call(piece)

    async def end(self) -> None:
        """Interrupt the piece that still runs, then end the transaction."""
        self._deadline.cancelled = True
        await self._connection.call(end_read)

    async def _call(self, piece: Callable[[SqliteConnection], T]) -> T:
        call = self._connection.call(piece, keep_cursors=True)
        return await await_interruptibly(asyncio.create_task(call), self._deadline)


async def await_interruptibly(work: asyncio.Task[T], deadline: Deadline) -> T:
    """Await a connection's work; if the caller is cancelled, interrupt the work."""
    try:
        # Awaiting the task itself would cancel it with its caller, and so release a connection
        # whose thread is still at work.
        await asyncio.wait({work})
    except asyncio.CancelledError:
        deadline.cancelled = True
        work.add_done_callback(retrieve_error)
        raise
    return work.result()


def retrieve_error(work: asyncio.Task[Any]) -> None:
    """Retrieve a task's error; asyncio would complain of one that nobody retrieved."""
    if not work.cancelled():
        work.exception()
