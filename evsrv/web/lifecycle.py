"""Serving an application until the process is told to stop, and stopping in good order."""

import asyncio
import logging
import signal
from contextlib import suppress

from aiohttp import web

from evsrv.web.app_keys import IN_FLIGHT

_log = logging.getLogger(__name__)

_KEEPALIVE = 75.0
_LINGERING = 2.0
"""Seconds for which a body that is not wanted is read on, so that its sender gets the answer."""
_CLOSING = 0.5


async def serve(
    app: web.Application, *, host: str, port: int, drain_delay: float, shutdown_timeout: float
) -> None:
    """Listen until SIGINT or SIGTERM, then answer what is under way and return.

    From the signal on `/readyz` says no. New requests are taken for `drain_delay` seconds and while
    those from before the signal last. After `shutdown_timeout` seconds, or at a second signal, what
    is not answered is cut. Raises `OSError` where the address cannot be had, and what the
    application's start raises.
    """
    loop = asyncio.get_running_loop()
    stop, hurry = asyncio.Event(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has none; there, an interrupt cancels this.
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, lambda: (hurry if stop.is_set() else stop).set())
    runner = web.AppRunner(
        app,
        access_log=None,
        # A client that goes away takes its query with it.
        handler_cancellation=True,
        keepalive_timeout=_KEEPALIVE,
        lingering_time=_LINGERING,
        shutdown_timeout=_CLOSING,
    )
    try:
        await runner.setup()
        await web.TCPSite(runner, host, port).start()
        for address in runner.addresses:
            _log.info("listening on http://%s", _authority(*address[:2]))
        await stop.wait()
        _log.info("stopping")
        app[IN_FLIGHT].draining = True
        answering = asyncio.create_task(_answer(runner, drain_delay))
        hurrying = asyncio.create_task(hurry.wait())
        await asyncio.wait(
            (answering, hurrying), timeout=shutdown_timeout, return_when=asyncio.FIRST_COMPLETED
        )
        answering.cancel()
        hurrying.cancel()
        await _cut(runner)
    finally:
        await runner.cleanup()


async def _answer(runner: web.AppRunner, delay: float) -> None:
    traffic = runner.app[IN_FLIGHT]
    await asyncio.gather(asyncio.sleep(delay), traffic.wait_idle())
    await _accept_no_more(runner)
    await traffic.wait_idle()


async def _cut(runner: web.AppRunner) -> None:
    await _accept_no_more(runner)
    await runner.app[IN_FLIGHT].cut()
    if runner.server is not None:
        # What a stalled client has not sent or not read is not waited for.
        for connection in runner.server.connections:
            connection.force_close()


async def _accept_no_more(runner: web.AppRunner) -> None:
    for site in runner.sites:
        await site.stop()
    if runner.server is not None:
        runner.server.pre_shutdown()


def _authority(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
