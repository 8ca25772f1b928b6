"""A state machine: two engines with copies of one file, compared with an engine without any."""

import asyncio
import sqlite3
from contextlib import AsyncExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlite.conversation_rows import add_feedback

from columnar.copying import BY_TYPE, Copying, make_events, open_copying
from evsrv.core.datasets import EVENTS, FEEDBACK
from evsrv.core.scope import Scope
from evsrv.sqlite.engine import SqliteEngine

_MAX_ROUNDS = 8
"""Answers until the copy has caught up."""

_COUNT = {"type": "aggregation", "aggregation": "count"}
_N = {"field": "properties", "path": ["n"]}
BY_TEXT: Any = {
    "select": [_COUNT, {"type": "aggregation", "aggregation": "max", **_N}],
    "groupBy": [{"field": "properties", "path": ["s"]}],
    "where": {"condition": {"field": "type", "operator": "neq", "value": "t2"}},
}
BY_MINUTE: Any = {
    "select": [{"type": "time", "timeUnit": "minute"}, {**_COUNT, "over": 2, "as": "two"}],
    "range": "2026-03-02/2026-03-03",
}
EVERY_TYPE: Any = {"select": BY_TYPE["select"][:2], "groupBy": [{"field": "type"}]}

QUESTIONS: dict[str, Any] = {
    "feedback": (EVERY_TYPE, Scope("o"), FEEDBACK),
    **{
        f"{name} of {scope}": (query, scope, EVENTS)
        for name, query in {"types": BY_TYPE, "texts": BY_TEXT, "minutes": BY_MINUTE}.items()
        for scope in (Scope("o"), Scope("o", "q"), Scope("other"))
    },
}
questions = st.sampled_from(sorted(QUESTIONS))
engines = st.integers(0, 1)


class CopyMachine(RuleBasedStateMachine):
    """Rows come, change and go through both engines; each answer is that of SQLite."""

    answers_of_copies = 0

    def __init__(self) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._folder = TemporaryDirectory()
        self._db = Path(self._folder.name) / "events.db"
        self._saved = Path(self._folder.name) / "saved.db"
        self._stacks = [AsyncExitStack(), AsyncExitStack()]
        self._number = 0

    @initialize()
    def open(self) -> None:
        """Open both engines, and one that has no copies."""
        self._copying = [self._open(which) for which in range(2)]
        self._plain = self._runner.run(SqliteEngine.open(self._db))
        self._append(0, 8, "o")

    def _open(self, which: int) -> Copying:
        return self._runner.run(
            self._stacks[which].enter_async_context(open_copying(self._db, min_rows=0))
        )

    def _append(self, which: int, number: int, organization: str) -> None:
        events = make_events(self._number, number, organization)
        self._number += number
        self._runner.run(self._copying[which].engine.append(events))

    @rule(which=engines, number=st.integers(1, 5), organization=st.sampled_from(["o", "other"]))
    def append(self, which: int, number: int, organization: str) -> None:
        self._append(which, number, organization)

    @rule(which=engines)
    def append_feedback(self, which: int) -> None:
        self._number += 1
        name = f"f{self._number}"
        self._runner.run(
            self._copying[which].engine.write(lambda connection: add_feedback(connection, name))
        )

    @rule(
        which=engines,
        rows=st.sampled_from(
            [
                "row % 3 = 0",
                "row = (SELECT max(row) FROM events)",
                "row <= 4",
                "organization_id = 'other'",
                "row > 0",
            ]
        ),
    )
    def delete(self, which: int, rows: str) -> None:
        self._change(which, f"DELETE FROM events WHERE {rows}")

    @rule(which=engines, rest=st.integers(0, 2))
    def update(self, which: int, rest: int) -> None:
        self._change(which, f"UPDATE events SET type = type || '+' WHERE row % 3 = {rest}")

    @rule(which=engines)
    def update_feedback(self, which: int) -> None:
        self._change(which, "UPDATE feedback SET type = type || '+'")

    def _change(self, which: int, statement: str) -> None:
        self._runner.run(self._copying[which].change(statement))

    @rule()
    def save(self) -> None:
        """Make a backup."""
        self._copy_file(self._db, self._saved)

    @precondition(lambda self: self._saved.exists())
    @rule(number=st.sampled_from([0, 0, 5, 10]))
    def restore(self, number: int) -> None:
        """Restore the backup into the file that is open; rows get numbers that others had."""
        self._copy_file(self._saved, self._db)
        if number:
            self._append(0, number, "o")

    def _copy_file(self, source: Path, target: Path) -> None:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)

    @rule(which=engines)
    def restart(self, which: int) -> None:
        self._runner.run(self._stacks[which].aclose())
        self._copying[which] = self._open(which)

    @rule(which=engines)
    def let_copies_be_filled(self, which: int) -> None:
        self._settle(which)

    def _settle(self, which: int) -> None:
        self._runner.run(asyncio.wait_for(self._copying[which].copies.settle(), 20))

    @rule(which=engines, question=questions)
    def ask(self, which: int, question: str) -> None:
        """Ask once, whatever the state of the copy is."""
        self._ask(which, question)

    @rule(which=engines, question=questions)
    def ask_copy(self, which: int, question: str) -> None:
        """Ask until the copy answers."""
        reasons = []
        for _ in range(_MAX_ROUNDS):
            reason = self._ask(which, question)
            if reason is None:
                return
            reasons.append(reason)
            self._settle(which)
        raise AssertionError(reasons)

    def _ask(self, which: int, question: str) -> str | None:
        """Compare an answer; return why it is not that of a copy."""
        copying = self._copying[which]
        answer = self._runner.run(copying.ask(*QUESTIONS[question]))
        plan = copying.plan(*QUESTIONS[question])
        page = self._runner.run(self._plain.page(plan))
        expected = [tuple(row[: len(plan.columns)]) for row in page.rows]
        assert (answer.rows, answer.total) == (expected, page.total), answer.engine
        if answer.engine == "duckdb":
            type(self).answers_of_copies += 1
            return None
        return answer.reason

    def teardown(self) -> None:
        for stack in self._stacks:
            self._runner.run(stack.aclose())
        self._runner.run(self._plain.close())
        self._runner.close()
        self._folder.cleanup()
