"""A limit on progress: a client that takes no byte of its response for too long is cut off."""

import asyncio
import logging
import struct
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import NoReturn

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter
from attrs import define

try:
    import fcntl
    import termios
except ImportError:  # Windows
    fcntl = termios = None  # type: ignore[assignment]

_log = logging.getLogger(__name__)

_MAX_CHECK_SECONDS = 1.0
"""Between two looks at the connections."""


@define(eq=False)
class _Connection:
    """The newest response on a connection, and how far its client has taken it."""

    request_id: str
    writer: AbstractStreamWriter
    progress_at: float
    taken: int = 0


class SendTimeout:
    """Aborts the connections of clients that stop reading.

    A stream waits for its client between two writes, and a large response waits in the transport's
    buffer. Neither wait has a limit in asyncio or aiohttp.
    """

    def __init__(self, timeout: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the seconds that a client may take no byte for."""
        self._timeout = timeout
        self._clock = clock
        self._connections: dict[asyncio.Transport, _Connection] = {}

    def watch(self, request: web.Request, request_id: str) -> None:
        """Watch the response to a request, in place of the connection's response before."""
        if request.transport is not None:
            self._connections[request.transport] = _Connection(
                request_id, request.writer, self._clock()
            )

    def check(self) -> None:
        """Abort the connections without progress, and forget those that are closed."""
        now = self._clock()
        for transport, connection in list(self._connections.items()):
            waiting = transport.get_write_buffer_size()
            if not waiting and transport.is_closing():
                del self._connections[transport]
                continue
            taken = connection.writer.output_size - waiting - _unacknowledged(transport)
            if not waiting or taken != connection.taken:
                connection.taken, connection.progress_at = taken, now
            elif now - connection.progress_at >= self._timeout:
                _log.warning(
                    "request %s ended: its client took no byte for %g s",
                    connection.request_id,
                    self._timeout,
                )
                transport.abort()

    @asynccontextmanager
    async def checking(self) -> AsyncIterator[None]:
        """Check the connections in the background while the context lasts."""
        task = asyncio.create_task(self._check_forever())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})

    async def _check_forever(self) -> NoReturn:
        while True:
            await asyncio.sleep(min(_MAX_CHECK_SECONDS, self._timeout / 4))
            self.check()


def _unacknowledged(transport: asyncio.Transport) -> int:
    """Return how many bytes of a connection the kernel holds until its peer takes them.

    The kernel takes bytes from the transport in large steps, if the client reads slowly.
    """
    socket = transport.get_extra_info("socket")
    if fcntl is None or socket is None:
        return 0
    with suppress(OSError, ValueError):
        (unsent,) = struct.unpack("i", fcntl.ioctl(socket.fileno(), termios.TIOCOUTQ, bytes(4)))
        return int(unsent)
    return 0
