"""The background task that makes copies and brings them up to date."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import Any

from evsrv.columnar.copy_options import CopyOptions
from evsrv.columnar.kept_copy import KeptCopy
from evsrv.columnar.progress import Progress
from evsrv.engine.errors import QueryTimeout, ReadersBusy, StoreError
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.reader_pool import ReaderPool

_STEP_SECONDS = 10.0
"""The time limit of a step, with the wait for a reader."""

_TICK_SECONDS = 1.0
"""Between two looks at copies in use, so that few rows are new to a query."""

_IN_USE_SECONDS = 600.0
"""How long a copy is kept up to date after a query."""

_SAVE_SECONDS = 5.0
"""Between two times that the marks of a copy are written."""

_PAUSE_SECONDS = 2.0
"""After a step that met a busy pool, or a database that changes too fast."""

_REBUILD_SECONDS = 10.0
"""After a copy is found to be of other rows, until the next one is thrown away."""

_UNFOLDED_ROWS = 100_000
"""Rows after which a checkpoint is made."""

_CLOSING_SECONDS = 0.2


class Filler:
    """A task that works on the copies, one step after another, each a read of the pool."""

    def __init__(
        self,
        options: CopyOptions,
        readers: ReaderPool,
        kept: Callable[[], Sequence[KeptCopy]],
    ) -> None:
        self._options = options
        self._readers = readers
        self._kept = kept
        self._loop = asyncio.get_running_loop()
        self._awake = asyncio.Event()
        self._environment: str | None = None
        self._opening: Any = None
        self._task = self._loop.create_task(self._run())

    def wake(self) -> None:
        """Let the task look for work; any thread may call it."""
        with suppress(RuntimeError):
            # The loop may be closed: this was the last read.
            self._loop.call_soon_threadsafe(self._awake.set)

    async def close(self) -> None:
        """Stop the task and close the copies, without a wait for what does not stop at once."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        closing = [copy for kept in self._kept() if (copy := kept.close()) is not None]
        deadline = time.monotonic() + _CLOSING_SECONDS
        while not all(copy.closed.is_set() for copy in closing) and time.monotonic() < deadline:
            await asyncio.sleep(0.005)

    async def _run(self) -> None:
        while True:
            due = [kept for kept in self._kept() if kept.is_due]
            for kept in due:
                await self._work(kept)
            if not due:
                await self._wait()

    async def _wait(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_TICK_SECONDS if self._kept() else None):
                await self._awake.wait()
        self._awake.clear()
        now = time.monotonic()
        for kept in self._kept():
            kept.needs_work |= kept.is_removed or (
                kept.reader is not None and now - kept.used_at < _IN_USE_SECONDS
            )

    async def _work(self, kept: KeptCopy) -> None:
        """Do one step of the work on a copy."""
        try:
            if kept.is_removed:
                # A command has erased rows: their text must not stay in a file without a name.
                kept.discard()
            elif kept.reader is None:
                await self._open(kept)
            elif await self._step(kept) is Progress.DONE:
                kept.needs_work = False
        except (ReadersBusy, QueryTimeout):
            kept.pause(_PAUSE_SECONDS)
        except StoreError:
            # The store is closed.
            kept.needs_work = False
        except Exception as error:
            kept.give_up(error)

    async def _open(self, kept: KeptCopy) -> None:
        if self._environment is None:
            # The import of DuckDB takes some 0.3 s.
            self._opening = await asyncio.to_thread(import_module, "evsrv.columnar.opening")
            self._environment = await asyncio.to_thread(self._options.environment)
        opening = partial(
            self._opening.open_reader,
            kept,
            self._options,
            self._environment,
        )
        kept.reader = await self._read(kept, opening)
        kept.failure = None

    async def _step(self, kept: KeptCopy) -> Progress:
        reader = kept.reader
        assert reader is not None  # noqa: S101 - no other task removes it
        progress: Progress = await self._read(kept, reader.advance)
        match progress:
            case Progress.REBUILD:
                kept.discard()
                kept.rebuild_after(_REBUILD_SECONDS)
            case Progress.LATER:
                kept.pause(_PAUSE_SECONDS)
            case Progress.MORE if reader.copy.unfolded_rows >= _UNFOLDED_ROWS:
                await self._read(kept, reader.fold)
            case Progress.DONE:
                await self._save(kept)
        return progress

    async def _save(self, kept: KeptCopy) -> None:
        reader = kept.reader
        now = time.monotonic()
        if reader is None or not reader.copy.has_unsaved_marks:
            return
        is_due = not reader.copy.has_marks or now - kept.saved_at >= _SAVE_SECONDS
        if is_due and self._environment is not None:
            kept.saved_at = now
            await self._read(kept, partial(reader.save, self._environment))

    async def _read(self, kept: KeptCopy, work: Callable[[SqliteConnection], Any]) -> Any:
        return await self._readers.read(work, timeout=_STEP_SECONDS, scope=kept.place.scope)
