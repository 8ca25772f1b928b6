"""The copies of a database, which answer grouped plans in place of SQLite."""

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from evsrv.columnar.base_columns import base_columns
from evsrv.columnar.column import Column
from evsrv.columnar.copy_failed import CopyFailed
from evsrv.columnar.copy_options import CopyOptions
from evsrv.columnar.filler import Filler
from evsrv.columnar.kept_copy import KeptCopy
from evsrv.columnar.place import Place
from evsrv.columnar.plan_reader import read_plan
from evsrv.columnar.project_codes import ProjectCodes
from evsrv.columnar.scope_sizes import PLAIN_FACTOR, Admit, ScopeSizes, reads_plain_columns
from evsrv.columnar.unsupported import Stale, Unsupported
from evsrv.columnar.wanted_columns import WantedColumns
from evsrv.core.sql import Sql
from evsrv.engine.port import Page
from evsrv.query.dependencies import is_volatile
from evsrv.query.plan import Plan
from evsrv.sqlite.compile_context import read_plan_context
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.reader_pool import ReaderPool
from evsrv.sqlite.secondary_engine import NotOffloaded

_POLL_SECONDS = 0.01

MAX_COPIES = 32
"""Of one server. The copy that was not used for the longest time is closed for another one."""


class Copies:
    """The secondary engine. A copy is made when a plan first needs it."""

    name = "duckdb"

    def __init__(self, options: CopyOptions) -> None:
        self._options = options
        self._sizes = ScopeSizes(options.min_rows)
        self._kept: OrderedDict[Place, KeptCopy] = OrderedDict()
        """By their last use; the least recently used one comes first."""
        self._lock = threading.Lock()
        self._filler: Filler | None = None

    @property
    def folder(self) -> Path:
        """The folder of the files."""
        return self._options.folder

    def start(self, readers: ReaderPool) -> None:
        """Begin to make copies, by reads of this pool, on the running event loop."""
        self._filler = Filler(self._options, readers, self._all_kept)

    async def settle(self) -> None:
        """Wait until the background task has done all that queries have asked for."""
        while any(kept.needs_work for kept in self._all_kept()):
            await asyncio.sleep(_POLL_SECONDS)

    async def close(self) -> None:
        """Interrupt what runs, and close the copies without a wait for it."""
        if self._filler is not None:
            await self._filler.close()

    def read_page(self, plan: Plan, connection: SqliteConnection) -> Page:
        """Return the page of a grouped plan, with the rows that the connection sees.

        Raises `NotOffloaded`.
        """
        try:
            return self._read(plan, connection)
        except Unsupported as reason:
            raise NotOffloaded(str(reason)) from None

    def _read(self, plan: Plan, connection: SqliteConnection) -> Page:
        if is_volatile(plan):
            raise Unsupported("its answer changes while the rows stay the same")
        self._sizes.require_large(plan, connection)
        admit = partial(self._admit, plan, connection)
        kept = self._keep(Place(plan.scope.organization_id, plan.dataset))
        context = read_plan_context(connection, plan)
        reader, native = kept.reader, self._options.native
        try:
            if reader is None:
                missing = _Missing(kept, admit, self._wake)
                composing = self._options.composing
                return read_plan(plan, context, native, ProjectCodes(), missing, composing)
            return reader.read_page(plan, context, connection, admit)
        except Stale:
            self._wake(kept)
            raise
        except CopyFailed as failure:
            if reader is not kept.reader:
                raise Unsupported("its copy was closed") from failure
            kept.give_up(failure.args[0])
            self._wake(kept)
            raise Unsupported("its copy has failed") from failure

    def _admit(self, plan: Plan, connection: SqliteConnection, columns: frozenset[Column]) -> None:
        """Raise `Unsupported` if SQLite answers a plan as fast that reads these columns first."""
        if reads_plain_columns(columns):
            self._sizes.require_large(plan, connection, PLAIN_FACTOR)

    def _wake(self, kept: KeptCopy) -> None:
        kept.needs_work = True
        if self._filler is not None:
            self._filler.wake()

    def _keep(self, place: Place) -> KeptCopy:
        with self._lock:
            kept = self._kept.get(place)
            if kept is None:
                wanted = WantedColumns(base_columns(place.dataset, self._options.paths))
                kept = self._kept[place] = KeptCopy(place, wanted)
                if len(self._kept) > MAX_COPIES:
                    _, least_used = self._kept.popitem(last=False)
                    least_used.close()
            self._kept.move_to_end(place)
            kept.used_at = time.monotonic()
            return kept

    def _all_kept(self) -> Sequence[KeptCopy]:
        with self._lock:
            return tuple(self._kept.values())


class _Missing:
    """The `Ask` of a place without a copy: it asks for a copy with the columns of the plan."""

    def __init__(self, kept: KeptCopy, admit: Admit, wake: Callable[[KeptCopy], None]) -> None:
        self._kept = kept
        self._admit = admit
        self._wake = wake

    def __call__(
        self,
        statement: Sql,  # noqa: ARG002 - see `Ask`
        columns: frozenset[Column],
    ) -> Sequence[Sequence[Any]]:
        """Raise `Unsupported`."""
        self._admit(columns)
        self._kept.wanted.ask(columns)
        self._wake(self._kept)
        if self._kept.failure is not None:
            raise Unsupported("its copy has failed and is made again after a while")
        raise Unsupported("its copy is being made")
