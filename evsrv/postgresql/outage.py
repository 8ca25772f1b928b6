"""The times in which the database server is away, each told once to the log."""

import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from evsrv.postgresql.errors import ServerAway

_log = logging.getLogger(__name__)


class Outage:
    """Whether the last work found the server away."""

    def __init__(self, place: str, on_begin: Callable[[], Awaitable[None]]) -> None:
        """Name the database as `place`, without secrets; call `on_begin` if an outage begins."""
        self._place = place
        self._on_begin = on_begin
        self._began: float | None = None

    @asynccontextmanager
    async def noticing(self) -> AsyncIterator[None]:
        """Notice by the work of the context that the server is away, or back."""
        known = self._began
        try:
            yield
        except ServerAway as error:
            if self._began is None:
                self._began = time.monotonic()
                # Not the cause's message, which may quote what is stored.
                kind = type(error.__cause__ or error).__name__
                _log.error("%s does not answer: %s; requests get 503", self._place, kind)
                await self._on_begin()
            raise
        # Work that began before the outage may end well after another one has noticed it.
        if known is not None and known == self._began:
            self._began = None
            away = time.monotonic() - known
            _log.info("%s answers again, after %.1f s", self._place, away)
