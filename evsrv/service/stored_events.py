"""The hand-over of stored events to plugins, in the background and at most once."""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Literal, NoReturn, get_args

import orjson

from evsrv.core.event import Event
from evsrv.ingest import echo
from evsrv.plugin.failures import PluginFailure
from evsrv.plugin.stored_hook import StoredHook

MAX_WAITING_EVENTS = 10_000
"""Events that wait for a plugin; past it new ones are dropped."""
MAX_WAITING_CHARACTERS = 32_000_000
"""Of the JSON fields of events that wait."""
MAX_CALL_EVENTS = 1_000
"""Events that a plugin gets at once."""
MAX_DRAIN_SECONDS = 5.0
"""How long a stop waits for plugins; `shutdown_timeout` may be shorter."""

_log = logging.getLogger(__name__)

Result = Literal["delivered", "failed"]
RESULTS: tuple[Result, ...] = get_args(Result)


class StoredEvents:
    """The queue of stored events, and the task that hands them to plugins."""

    def __init__(self, hooks: Sequence[StoredHook]) -> None:
        self.hooks = hooks
        self.events: Counter[tuple[str, Result]] = Counter()
        """Events by plugin and by how its call ended."""
        self.dropped = 0
        """Events that no plugin got, because too many were waiting or the server stopped."""
        self._waiting: deque[Event] = deque()
        self._characters = 0
        self._dropping = False
        self._news, self._idle = asyncio.Event(), asyncio.Event()
        self._idle.set()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, events: Sequence[Event]) -> None:
        """Queue stored events; those that have no room are dropped."""
        for event in events:
            size = _characters(event)
            if (
                len(self._waiting) >= MAX_WAITING_EVENTS
                or self._characters + size > MAX_WAITING_CHARACTERS
            ):
                self._drop(1)
                continue
            self._waiting.append(event)
            self._characters += size
        if self._waiting:
            self._idle.clear()
            self._news.set()

    async def deliver(self) -> NoReturn:
        """Hand events to the plugins, one call at a time."""
        while True:
            await self._news.wait()
            while self._waiting:
                batch = self._take()
                for hook in self.hooks:
                    await self._call(hook, batch)
            self._news.clear()
            self._idle.set()
            self._dropping = False

    async def wait_idle(self) -> None:
        """Wait until no event waits and no plugin is called."""
        await self._idle.wait()

    def drop_waiting(self) -> None:
        """Drop the events that still wait."""
        if self._waiting:
            self._drop(len(self._waiting))
            self._waiting.clear()
            self._characters = 0

    def _take(self) -> list[Event]:
        batch = [self._waiting.popleft() for _ in range(min(MAX_CALL_EVENTS, len(self._waiting)))]
        self._characters -= sum(map(_characters, batch))
        return batch

    def _drop(self, number: int) -> None:
        self.dropped += number
        if not self._dropping:
            self._dropping = True
            _log.warning("plugins do not get all stored events; see evsrv_stored_hook_dropped")

    async def _call(self, hook: StoredHook, batch: Sequence[Event]) -> None:
        result: Result = "failed"
        try:
            # Each plugin has its own copy, which it may change.
            await hook.call(_documents(batch))
            result = "delivered"
        except PluginFailure as failure:
            _log.error("%s", failure)
        except (SystemExit, asyncio.CancelledError) as error:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            # The plugin raised it, as `sys.exit` does; it must not end this task.
            _log.error("plugin %s, hook 'evsrv_stored': %s", hook.plugin, type(error).__name__)
        finally:
            self.events[hook.plugin, result] += len(batch)


@asynccontextmanager
async def delivering(
    hooks: Sequence[StoredHook], drain_seconds: float
) -> AsyncIterator[StoredEvents | None]:
    """Hand stored events to plugins while the context lasts; None if no plugin wants them.

    At the end events that wait are handed over for at most `drain_seconds`.
    """
    if not hooks:
        yield None
        return
    stored = StoredEvents(hooks)
    task = asyncio.create_task(stored.deliver())
    try:
        yield stored
    finally:
        with suppress(TimeoutError):
            await asyncio.wait_for(stored.wait_idle(), min(drain_seconds, MAX_DRAIN_SECONDS))
        task.cancel()
        await asyncio.wait({task})
        stored.drop_waiting()


def _characters(event: Event) -> int:
    return len(event.properties or "") + len(event.user_properties or "")


def _documents(events: Sequence[Event]) -> list[Mapping[str, Any]]:
    """Return events as `POST /events` answers them."""
    documents: list[Mapping[str, Any]] = orjson.loads(orjson.dumps([echo(one) for one in events]))
    return documents
