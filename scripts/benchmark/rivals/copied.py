"""evsrv's engine with a columnar copy, in this process."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import frozen

from benchmark.answers import Prepared
from benchmark.processes import Failed
from benchmark.rivals.compiled import plan, vocabulary
from benchmark.rivals.open_engine import OpenEngine
from evsrv.columnar.copies import Copies
from evsrv.columnar.make_copies import make_copies
from evsrv.config import Settings
from evsrv.core.timing import start_timing
from evsrv.query.plan import Plan
from evsrv.sqlite.engine import SqliteEngine

_TIMEOUT_SECONDS = 600.0
"""SQLite answers while the copy is filled."""
_MAX_ASKED = 5
"""Times that a plan is asked until the copy has to answer. It may lack columns the first time, and
the column of a condition is filled when it is asked for again."""


@frozen
class Copied(OpenEngine):
    """An engine with a copy."""

    engine: SqliteEngine
    _copies: Copies

    def ask(self, body: Any) -> Prepared:
        """Prepare a query; if it has groups, the copy is filled until it answers."""
        planned = plan(body)
        if planned.groups is not None:
            self.fill([planned])
        # Without arguments it does not work in a class with slots.
        return super().ask(body)

    def fill(self, plans: Sequence[Plan]) -> None:
        """Fill the copy until it answers all plans. Raises `Failed` if it does not answer one."""
        self.runner.run(self._fill(plans))

    async def _fill(self, plans: Sequence[Plan]) -> None:
        reasons: list[str | None] = []
        for _ in range(_MAX_ASKED):
            reasons = [await self._ask_for_reason(planned) for planned in plans]
            if not any(reasons):
                break
            await self._copies.settle()
        else:
            raise Failed(
                f"the columnar copy does not answer, because {next(filter(None, reasons))}"
            )
        await self._copies.settle()

    async def _ask_for_reason(self, planned: Plan) -> str | None:
        """Ask a plan; return the reason if the copy did not answer."""
        timing = start_timing()
        await self.engine.page(planned)
        return timing.engine_reason


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
