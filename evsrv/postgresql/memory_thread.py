"""A thread for SQLite in memory."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Self, TypeVar

from evsrv.plugin.interruption import set_interrupt_check
from evsrv.sqlite.interrupts import Deadline

T = TypeVar("T")


class MemoryThread:
    """A thread on which a database in memory lives, until the context ends.

    Its steps have `timeout` seconds together; later ones raise `QueryTimeout`.
    """

    def __init__(self, timeout: float) -> None:
        self._threads = ThreadPoolExecutor(1, "evsrv-groups")
        self._deadline = Deadline(timeout)

    async def run(self, step: Callable[[], T]) -> T:
        """Run a step to its end, even if the caller is cancelled: the thread stops soon then."""
        running = asyncio.get_running_loop().run_in_executor(
            self._threads, partial(self._interruptibly, step)
        )
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            self._deadline.cancelled = True
            await asyncio.wait([running])
            # Else asyncio logs the error of the interrupted step.
            running.exception()
            raise

    def _interruptibly(self, step: Callable[[], T]) -> T:
        set_interrupt_check(self._deadline.may_call_python)
        with self._deadline:
            return step()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._threads.shutdown()
