"""evsrv's engine with a columnar copy, in this process."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import frozen

from benchmark.answers import Prepared, Rows, comparable
from benchmark.processes import Failed
from benchmark.rivals.compiled import column_names, plan, vocabulary
from evsrv.columnar.copies import Copies
from evsrv.columnar.make_copies import make_copies
from evsrv.config import Settings
from evsrv.core.timing import start_timing
from evsrv.engine.port import Page
from evsrv.query.plan import Plan
from evsrv.sqlite.engine import SqliteEngine

_TIMEOUT_SECONDS = 600.0
"""SQLite answers while the copy is filled."""
_MAX_ASKED = 5
"""Times that a plan is asked until the copy has to answer. It may lack columns the first time, and
the column of a condition is filled when it is asked for again."""


@frozen
class Copied:
    """An engine with a copy, on an event loop of its own."""

    runner: asyncio.Runner
    engine: SqliteEngine
    _copies: Copies

    def ask(self, body: Any) -> Prepared:
        """Prepare a query; if it has groups, the copy is filled until it answers."""
        planned = plan(body)
        columns = column_names(body)
        if planned.groups is not None:
            self.runner.run(self._fill(planned))

        def work() -> Page:
            return self.runner.run(self.engine.page(planned))

        def rows() -> Rows:
            return comparable(work().rows, columns)

        return Prepared(work, rows)

    async def _fill(self, planned: Plan) -> None:
        timing = start_timing()
        for _ in range(_MAX_ASKED):
            await self.engine.page(planned)
            await self._copies.settle()
            if timing.engine == self._copies.name:
                return
        raise Failed(f"the columnar copy does not answer, because {timing.engine_reason}")


@contextmanager
def opened(db: Path, folder: Path, *, min_rows: int | None = None) -> Iterator[Copied]:
    """Open a database with copies in a folder.

    `min_rows` is the number of rows from which on a scope is answered from a copy.
    """
    settings = Settings(db=db, columnar="on", columnar_dir=folder)
    copies = make_copies(settings, vocabulary(), min_rows=min_rows)
    assert copies is not None  # It is on.
    with asyncio.Runner() as runner:
        engine = runner.run(
            SqliteEngine.open(
                db,
                query_timeout=_TIMEOUT_SECONDS,
                prepare=vocabulary().prepare_connection,
                plugin_terms=vocabulary().plugin_terms,
                secondary=copies,
            )
        )
        try:
            yield Copied(runner, engine, copies)
        finally:
            runner.run(engine.close())
