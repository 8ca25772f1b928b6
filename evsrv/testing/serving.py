"""A server in a thread of the test's process."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any

from aiohttp import web

from evsrv.web.protocol import Runner

HOST = "127.0.0.1"
_CLOSING_SECONDS = 0.5


@contextmanager
def serving(app: web.Application) -> Iterator[int]:
    """Serve an application from a thread of its own; yield the port.

    Raises any error of the application's start.
    """
    started: Future[tuple[int, asyncio.AbstractEventLoop]] = Future()
    stop = asyncio.Event()

    async def serve() -> None:
        runner = Runner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=_CLOSING_SECONDS
        )
        try:
            await runner.setup()
            await web.TCPSite(runner, HOST, 0).start()
            started.set_result((runner.addresses[0][1], asyncio.get_running_loop()))
            await stop.wait()
        finally:
            await runner.cleanup()

    with ThreadPoolExecutor(1) as thread:
        served = thread.submit(asyncio.run, serve())
        either: tuple[Future[Any], ...] = (started, served)
        wait(either, return_when=FIRST_COMPLETED)
        if not started.done():
            served.result()
        port, loop = started.result()
        try:
            yield port
        finally:
            loop.call_soon_threadsafe(stop.set)
            served.result()
