"""Calls that may never return, on threads that no end of the process waits for."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

T = TypeVar("T")


async def run_in_daemon_thread(function: Callable[..., T], *arguments: object) -> T:
    """Call a function on a thread of its own; return its result or raise what it raises.

    If the caller is cancelled, the function runs on by itself.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(set_outcome: Callable[[], None]) -> None:
        if not future.done():
            set_outcome()

    def run() -> None:
        try:
            outcome = partial(future.set_result, function(*arguments))
        except BaseException as error:
            outcome = partial(future.set_exception, error)
        # The loop is closed if the process stops.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, outcome)

    threading.Thread(target=run, name="evsrv-call", daemon=True).start()
    return await future
