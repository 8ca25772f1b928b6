"""An engine with copies, and questions to it."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from evsrv.columnar.column import Column
from evsrv.columnar.copies import Copies
from evsrv.columnar.copy_reader import CopyReader
from evsrv.columnar.kept_copy import KeptCopy
from evsrv.columnar.make_copies import make_copies
from evsrv.config import Settings
from evsrv.core.datasets import EVENTS, Dataset
from evsrv.core.event import Event
from evsrv.core.scope import Scope
from evsrv.core.timing import start_timing
from evsrv.language import load_vocabulary, make_frontend
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.query.frontend import QueryFrontend
from evsrv.query.plan import Plan
from evsrv.sqlite.engine import SqliteEngine

Json = Any

BY_TYPE: Json = {
    "select": [
        {"type": "field", "field": "type"},
        {"type": "aggregation", "aggregation": "count"},
        {"type": "aggregation", "aggregation": "sum", "field": "properties", "path": ["n"]},
    ],
    "groupBy": [{"field": "type"}],
}


def make_events(first: int, number: int, organization: str = "o", **changes: Any) -> list[Event]:
    return [
        Event(
            **{
                "id": f"{organization}-{n}",
                "organization_id": organization,
                "project_id": "p" if n % 3 else "q",
                "integration_id": None,
                "event_type": "message",
                "type": f"t{n % 4}",
                "message_id": None,
                "conversation_id": None,
                "search_query": None,
                "created_at": 1_772_446_500_000 + 1000 * n,
                "properties": json.dumps({"n": n, "s": f"text {n % 5}"}, separators=(",", ":")),
                "user_properties": None,
            }
            | changes
        )
        for n in range(first, first + number)
    ]


@frozen
class Answer:
    rows: list[tuple[Any, ...]]
    """Without the values that an engine appends."""
    total: int
    engine: str | None
    reason: str | None


ORGANIZATION = Scope("o")


class Copying:
    """An engine with copies."""

    def __init__(self, engine: SqliteEngine, copies: Copies, frontend: QueryFrontend) -> None:
        self.engine = engine
        self.copies = copies
        self._frontend = frontend

    def plan(
        self, query: Json = BY_TYPE, scope: Scope = ORGANIZATION, dataset: Dataset = EVENTS
    ) -> Plan:
        return self._frontend.page(dataset, query, scope)

    async def ask(
        self, query: Json = BY_TYPE, scope: Scope = ORGANIZATION, dataset: Dataset = EVENTS
    ) -> Answer:
        plan = self.plan(query, scope, dataset)
        timing = start_timing()
        page = await self.engine.page(plan)
        width = len(plan.columns)
        rows = [tuple(row[:width]) for row in page.rows]
        return Answer(rows, page.total, timing.engine, timing.engine_reason)

    async def ask_copy(self, *arguments: Any) -> Answer:
        """Ask until the copy answers; the answers of SQLite before must be equal."""
        earlier = []
        for _ in range(5):
            answer = await self.ask(*arguments)
            earlier.append((answer.rows, answer.total))
            if answer.engine == "duckdb":
                assert earlier == [earlier[0]] * len(earlier)
                return answer
            await self.copies.settle()
        raise AssertionError(answer.reason)

    async def change(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        await self.engine.write(
            lambda connection: connection.execute(statement, parameters).rowcount
        )

    async def save(self) -> None:
        """Wait until the marks of the copies are written."""
        while any(reader.copy.has_unsaved_marks for _, reader in self._open):
            for kept, _ in self._open:
                kept.needs_work = True
            self.wake_filler()
            await asyncio.sleep(0.02)
            await self.copies.settle()

    def wake_filler(self) -> None:
        assert self.copies._filler is not None
        self.copies._filler.wake()

    @property
    def _open(self) -> list[tuple[KeptCopy, CopyReader]]:
        return [(kept, kept.reader) for kept in self.copies._all_kept() if kept.reader is not None]

    @property
    def kept(self) -> Any:
        """The only copy."""
        (kept,) = self.copies._all_kept()
        return kept

    @property
    def columns(self) -> set[Column]:
        """The columns of all copies."""
        return {column for _, reader in self._open for column in reader.copy.columns}

    @property
    def files(self) -> list[Path]:
        return sorted(self.copies.folder.glob("*.duckdb"))


@asynccontextmanager
async def open_copying(
    db: Path,
    *,
    min_rows: int = 0,
    memory: str | None = None,
    vocabulary: Vocabulary | None = None,
    **settings: Any,
) -> AsyncIterator[Copying]:
    """Open an engine; `memory` of its copies may be less than the least that a setting may say."""
    chosen = Settings(db=db, columnar="on", **settings)
    terms = vocabulary or load_vocabulary(chosen)
    copies = make_copies(chosen, terms, min_rows=min_rows)
    assert copies is not None
    if memory is not None:
        copies._options = evolve(copies._options, memory=memory)
    async with await SqliteEngine.open(
        db,
        readers=2,
        query_timeout=chosen.query_timeout,
        prepare=terms.prepare_connection,
        plugin_terms=terms.plugin_terms,
        secondary=copies,
    ) as engine:
        yield Copying(engine, copies, make_frontend(chosen, terms))
