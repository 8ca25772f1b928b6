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
from attrs import frozen

try:
    import fcntl
    import termios
except ImportError:  # Windows
    fcntl = termios = None  # type: ignore[assignment]

_log = logging.getLogger(__name__)

_MAX_CHECK_SECONDS = 1.0
"""Between two looks at the connections."""


@frozen(eq=False)
class _Progress:
    """How far the client of a connection has taken its response, and since when."""

    writer: AbstractStreamWriter
    taken: int
    since: float


class SendTimeout:
    """Aborts the connections of clients that stop reading.

    A stream waits for its client between two writes, and a large response waits in the transport's
    buffer. Neither wait has a limit in asyncio or aiohttp.
    """

    def __init__(self, timeout: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the seconds that a client may take no byte for."""
        self._timeout = timeout
        self._clock = clock
        self._newest: dict[asyncio.Transport, tuple[str, AbstractStreamWriter]] = {}
        """By connection: the id of its newest request and the writer of the response."""
        self._progress: dict[asyncio.Transport, _Progress] = {}
        """Of the connections whose clients had bytes left to take at the last check."""

    def watch(self, request: web.Request, request_id: str) -> None:
        """Watch the response to a request, in place of the connection's response before."""
        if (transport := request.transport) is not None:
            self._newest[transport] = request_id, request.writer

    def check(self) -> None:
        """Abort the connections without progress, and forget those that are closed."""
        now = self._clock()
        for transport, (request_id, writer) in list(self._newest.items()):
            waiting = transport.get_write_buffer_size()
            if not waiting:
                self._progress.pop(transport, None)
                if transport.is_closing():
                    del self._newest[transport]
                continue
            taken = writer.output_size - waiting - _unacknowledged(transport)
            last = self._progress.get(transport)
            if last is None or last.writer is not writer or last.taken != taken:
                self._progress[transport] = _Progress(writer, taken, now)
            elif now - last.since >= self._timeout:
                _log.warning(
                    "request %s ended: its client took no byte for %g s", request_id, self._timeout
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
