"""The cost of each guarantee: tenant guard, deadline, durable commit."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from benchmark.data import rows
from benchmark.figures import interleave, timed
from benchmark.inserting import Values, insert, values_of
from benchmark.questions import query_of_id, question
from benchmark.report import Cell, Column, Section, Table
from benchmark.rivals.by_hand import some_ids
from benchmark.rivals.compiled import SCOPE, Compiled, prepare
from benchmark.setting import Setting, say
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.interrupts import Deadline
from evsrv.sqlite.opening import open_guarded_reader, open_reader

_COMMITS = {1: 300, 64: 6400, 256: 12_800, 1000: 20_000}
"""The number of events in a commit, and of all events that are stored in such commits."""

_TENANT_GUARD = "tenant guard"
_DEADLINE = "deadline"
_DURABLE_COMMIT = "durable commit"

_FAR_SECONDS = 100_000.0
"""A deadline that no query reaches."""

_TEXT = """\
The time of compiled SQL with and without each guarantee. The tenant guard restricts a query to its
scope's events, the deadline is checked while a query runs, and a durable commit
(`synchronous = FULL`) is on disk before it is acknowledged. Without it, with NORMAL, a power loss
can lose the last commits. The times of commits are those of one commit."""


def measure(setting: Setting) -> Section:
    """Compare queries and commits with and without each guarantee."""
    columns = [Column("guarantee"), Column("on"), Column("without, ms"), Column("with, ms"),
               Column("ratio")]  # fmt: skip
    found = [*_of_queries(setting), *_of_commits(setting)]
    return Section("The cost of guarantees", _TEXT, [Table(columns, found)])


def _of_queries(setting: Setting) -> Iterator[list[Cell]]:
    (one,) = some_ids(setting.db, 1)
    bodies = {
        "(a)": question("a").body,
        "(g)": question("g").body,
        "one row by id": query_of_id(one),
    }
    with ExitStack() as stack:
        plain = stack.enter_context(closing(open_reader(setting.db, prepare)))
        with_deadline = stack.enter_context(closing(open_reader(setting.db, prepare)))
        guarded = stack.enter_context(closing(open_guarded_reader(setting.db, prepare)))
        _set_deadline(with_deadline)
        assert guarded.guard is not None
        guarded.guard.set_scope(SCOPE)
        rivals = {"without": plain, _TENANT_GUARD: guarded, _DEADLINE: with_deadline}
        for name, body in bodies.items():
            say(f"guarantees: {name}")
            figures = interleave(
                {rival: timed(Compiled(at).ask(body).work) for rival, at in rivals.items()},
                setting.rounds,
            )
            for guarantee in (_TENANT_GUARD, _DEADLINE):
                yield [
                    guarantee, name, figures.median("without"), figures.median(guarantee),
                    figures.ratio(guarantee, "without"),
                ]  # fmt: skip


def _of_commits(setting: Setting) -> Iterator[list[Cell]]:
    events = values_of(list(rows(max(_COMMITS.values()))))
    for a_commit, most in _COMMITS.items():
        say(f"guarantees: commits of {a_commit}")
        with setting.scratch() as folder:
            figures = interleave(
                {
                    mode: _inserting(folder, events[:most], a_commit, mode)
                    for mode in ("NORMAL", "FULL")
                },
                setting.rounds,
            )
        yield [
            _DURABLE_COMMIT, f"commits of {a_commit}", figures.median("NORMAL"),
            figures.median("FULL"), figures.ratio("FULL", "NORMAL"),
        ]  # fmt: skip


def _inserting(folder: Path, values: Values, a_commit: int, mode: str) -> Callable[[], float]:
    def milliseconds_a_commit() -> float:
        path = folder / "events.db"
        seconds = insert(path, values, a_commit, mode)
        for left in folder.iterdir():
            left.unlink()
        return 1000 * seconds * a_commit / len(values)

    return milliseconds_a_commit


def _set_deadline(connection: SqliteConnection) -> None:
    """Check a deadline on the connection as often as the server does."""
    deadline = Deadline(_FAR_SECONDS)
    connection.set_progress_handler(deadline.should_interrupt, deadline.steps_per_poll)
