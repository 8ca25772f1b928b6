"""A proxy before a PostgreSQL server that can stop forwarding, as a network that is cut."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from evsrv.core.dsn import Dsn


class Proxy:
    """Forwards connections to the socket of a server while `forwards` is set."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self.forwards = asyncio.Event()
        self.forwards.set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Forward one connection in both directions."""
        there_reader, there_writer = await asyncio.open_unix_connection(self._socket)
        for source, target in ((reader, there_writer), (there_reader, writer)):
            self._tasks.add(asyncio.create_task(self._copy(source, target)))

    async def _copy(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await source.read(65_536):
                await self.forwards.wait()
                target.write(data)
        target.close()

    def close(self) -> None:
        """Stop forwarding for good."""
        for task in self._tasks:
            task.cancel()


@asynccontextmanager
async def proxy_before(folder: Path) -> AsyncIterator[tuple[Proxy, Dsn]]:
    """Run a proxy before the server whose socket is in a folder; return it and its address."""
    proxy = Proxy(folder / ".s.PGSQL.5432")
    server = await asyncio.start_server(proxy.accept, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield proxy, Dsn(f"postgresql://postgres@127.0.0.1:{port}/postgres?sslmode=disable")
    finally:
        proxy.close()
        server.close()
