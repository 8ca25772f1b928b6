"""Following the events of a running server by their createdAt."""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

import orjson

from evsrv.cli.progress import note
from evsrv.cli.query_source import Document, with_whole_documents
from evsrv.cli.server_source import ServerError, ServerSource
from evsrv.core.datasets import EVENTS
from evsrv.core.timestamps import format_timestamp, now

OVERLAP_MINUTES = 5
_OVERLAP_MS = OVERLAP_MINUTES * 60_000
POLL_SECONDS = 2.0
_MAX_WAIT_SECONDS = 30.0
"""Between two polls of a server that fails, unless it asks for more."""


class ServerTail:
    """Finds new events: those of a window of time that it has not seen.

    The window ends in the future, and begins some minutes before the last successful poll, as
    events arrive later than they are made. Each is shown once, by its project and id.
    """

    def __init__(self, source: ServerSource, where: Mapping[str, Any] | None) -> None:
        self._source = source
        self._where = where
        self._seen: dict[tuple[str | None, str], str] = {}
        """The createdAt of each event of the window by project and id."""
        self._clock_ms = 0
        """The server's clock at the zero of this machine's monotonic one."""
        self._polled_ms = 0
        """The server's time at the last successful poll."""

    async def begin(self) -> None:
        """Check filter and key, and see the events that are there. Raises `ServerError`."""
        query: Document = (
            {"limit": 0} if self._where is None else {"limit": 0, "where": self._where}
        )
        _, server_time = await self._source.timed_answer(EVENTS, query)
        server_ms = now() if server_time is None else int(server_time.timestamp() * 1000)
        self._clock_ms = server_ms - _monotonic_ms()
        self._polled_ms = server_ms
        async with aclosing(self.poll()) as events:
            async for _ in events:
                pass

    async def poll(self) -> AsyncGenerator[bytes, None]:
        """Yield the new events as JSON, by createdAt. Raises `ServerError`."""
        began = self._clock_ms + _monotonic_ms()
        start = format_timestamp(self._polled_ms - _OVERLAP_MS)
        self._seen = {key: made for key, made in self._seen.items() if made >= start}
        async with aclosing(self._lines_since(start)) as lines:
            async for line in lines:
                event = orjson.loads(line)
                key = (event.get("projectId"), event["id"])
                if key not in self._seen:
                    self._seen[key] = event["createdAt"]
                    yield line
        self._polled_ms = began

    async def _lines_since(self, start: str) -> AsyncGenerator[bytes, None]:
        recent = {"condition": {"field": "createdAt", "operator": "gte", "value": start}}
        query = {
            "where": recent if self._where is None else {"and": [recent, self._where]},
            "orderBy": [{"field": "createdAt", "direction": "asc"}],
            "jsonValues": "native",
        }
        chunks = self._source.export(EVENTS, with_whole_documents(EVENTS, query), "ndjson")
        rest = b""
        async with aclosing(chunks):
            async for chunk in chunks:
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    yield line


async def follow_server(tail: ServerTail) -> AsyncGenerator[bytes, None]:
    """Yield the events that arrive from now on, as JSON.

    While the server cannot be reached, or is busy, it is asked again later. Raises `ServerError`
    if it refuses.
    """
    failures = 0
    while True:
        wait = POLL_SECONDS
        try:
            async with aclosing(tail.poll()) as events:
                async for event in events:
                    yield event
            if failures:
                note("the server answers again")
            failures = 0
        except ServerError as error:
            if not error.is_passing:
                raise
            if not failures:
                note(f"{error.message}; trying again")
            failures += 1
            wait = max(error.retry_after, min(POLL_SECONDS * 2**failures, _MAX_WAIT_SECONDS))
        await asyncio.sleep(wait)


def _monotonic_ms() -> int:
    return time.monotonic_ns() // 1_000_000
