"""Requests in flight: their tasks, to wait for or to cancel."""

import asyncio
from typing import Any


class InFlightRequests:
    """The task of each request, from its head to the last byte of its response."""

    def __init__(self) -> None:
        self.draining = False
        """Whether the server is about to stop."""
        self._tasks: set[asyncio.Task[Any]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def add_current_task(self) -> None:
        """Count the current task, which handles a request, until it is done."""
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def wait_idle(self) -> None:
        """Wait for the requests that are in flight now, not for later ones."""
        if self._tasks:
            await asyncio.wait(set(self._tasks))

    async def cancel_all(self) -> None:
        """Cancel every request in flight, and wait until all have ended."""
        cancelled = set(self._tasks)
        for task in cancelled:
            task.cancel()
        if cancelled:
            await asyncio.wait(cancelled)
