"""Serve an application until a signal, then shut down gracefully."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext, suppress
from pathlib import Path

from aiohttp import web

from evsrv.web.app_keys import IN_FLIGHT
from evsrv.web.protocol import Runner
from evsrv.web.unix_socket import unix_listener

_log = logging.getLogger(__name__)

_KEEPALIVE_SECONDS = 75.0
_LINGERING_SECONDS = 2.0
"""An unwanted body is read on for so long, so that its sender gets the answer."""
_CLOSING_SECONDS = 0.5


async def serve(
    app: web.Application,
    *,
    host: str,
    port: int,
    uds: Path | None = None,
    drain_delay: float,
    shutdown_timeout: float,
) -> None:
    """Listen until SIGINT or SIGTERM, then answer the requests in flight and return.

    `uds` is the path of a unix socket to listen on, instead of host and port.

    From the signal on `/readyz` answers 503. New requests are taken for `drain_delay` seconds, and
    for as long as requests from before the signal last. After `shutdown_timeout` seconds, or at a
    second signal, requests without an answer are cancelled. Raises `OSError` if the address cannot
    be bound, and any error of the application's start.
    """
    loop = asyncio.get_running_loop()
    stop, hurry = asyncio.Event(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no signal handlers; there, an interrupt cancels this coroutine.
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, lambda: (hurry if stop.is_set() else stop).set())
    runner = Runner(
        app,
        access_log=None,
        # The query of a client that has left is cancelled.
        handler_cancellation=True,
        keepalive_timeout=_KEEPALIVE_SECONDS,
        lingering_time=_LINGERING_SECONDS,
        shutdown_timeout=_CLOSING_SECONDS,
    )
    async with _listening(runner, host, port, uds):
        await stop.wait()
        _log.info("stopping")
        app[IN_FLIGHT].draining = True
        draining = asyncio.create_task(_drain(runner, drain_delay))
        hurrying = asyncio.create_task(hurry.wait())
        await asyncio.wait(
            (draining, hurrying), timeout=shutdown_timeout, return_when=asyncio.FIRST_COMPLETED
        )
        draining.cancel()
        hurrying.cancel()
        await _cancel_in_flight(runner)


@asynccontextmanager
async def _listening(
    runner: web.AppRunner, host: str, port: int, uds: Path | None
) -> AsyncIterator[None]:
    # The runner closes the socket, so it ends first.
    with nullcontext() if uds is None else unix_listener(uds) as listener:
        try:
            await runner.setup()
            if listener is None:
                await web.TCPSite(runner, host, port).start()
                for address in runner.addresses:
                    _log.info("listening on http://%s", _host_and_port(*address[:2]))
            else:
                await web.SockSite(runner, listener).start()
                _log.info("listening on unix:%s", uds)
            yield
        finally:
            await runner.cleanup()


async def _drain(runner: web.AppRunner, delay: float) -> None:
    in_flight = runner.app[IN_FLIGHT]
    await asyncio.gather(asyncio.sleep(delay), in_flight.wait_idle())
    await _stop_accepting(runner)
    await in_flight.wait_idle()


async def _cancel_in_flight(runner: web.AppRunner) -> None:
    await _stop_accepting(runner)
    await runner.app[IN_FLIGHT].cancel_all()
    if runner.server is not None:
        # Do not wait for clients that stall.
        for connection in runner.server.connections:
            connection.force_close()


async def _stop_accepting(runner: web.AppRunner) -> None:
    for site in runner.sites:
        await site.stop()
    if runner.server is not None:
        runner.server.pre_shutdown()


def _host_and_port(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
