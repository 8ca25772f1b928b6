"""The requests that are being answered, and whether more are wanted."""

import asyncio
from typing import Any


class InFlightRequests:
    """Knows each request's task from its head to the last byte of its answer."""

    def __init__(self) -> None:
        self.draining = False
        """Whether the server is about to stop."""
        self._tasks: set[asyncio.Task[Any]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def enter(self) -> None:
        """Count the current task, which answers a request, until it is done."""
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def wait_idle(self) -> None:
        """Wait for the requests that are being answered now, not for later ones."""
        if self._tasks:
            await asyncio.wait(set(self._tasks))

    async def cut(self) -> None:
        """Cancel every request that is still being answered."""
        cut = set(self._tasks)
        for task in cut:
            task.cancel()
        if cut:
            await asyncio.wait(cut)
