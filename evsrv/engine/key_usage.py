"""The day of each key's last use, written in the background."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from evsrv.core import timestamps
from evsrv.engine.api_key import ApiKey

_log = logging.getLogger(__name__)

_RETRY_MS = 60_000
"""Until the next attempt after one that failed."""


class KeyUsage:
    """Records at most one use a day of each key, and never fails or delays a request."""

    def __init__(self, record: Callable[[str, int], Awaitable[None]]) -> None:
        """Record by `record`, which takes the id of a key and the start of a day."""
        self._store = record
        self._next_record: dict[str, int] = {}
        """By key id: the time before which no use need be recorded."""
        self._tasks: set[asyncio.Task[None]] = set()

    def note(self, key: ApiKey) -> None:
        """Record that a key is used now."""
        now = timestamps.now()
        if now < self._next_record.get(key.id, 0):
            return
        day = now - now % timestamps.DAY_MS
        if key.last_used_at is not None and key.last_used_at >= day:
            self._next_record[key.id] = day + timestamps.DAY_MS
            return
        self._next_record[key.id] = now + _RETRY_MS
        task = asyncio.create_task(self._record(key.id, day))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def wait(self) -> None:
        """Wait until the uses that were noted are recorded."""
        if self._tasks:
            await asyncio.wait(set(self._tasks))

    async def _record(self, key_id: str, day: int) -> None:
        try:
            await self._store(key_id, day)
        except Exception as error:
            # Not its message, which may quote what is stored.
            kind = getattr(error, "sqlite_errorname", type(error).__name__)
            _log.warning("the use of key %s was not recorded: %s", key_id, kind)
        else:
            self._next_record[key_id] = day + timestamps.DAY_MS
