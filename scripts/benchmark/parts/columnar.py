"""The costs of the columnar copy: new events, filling, size; and percentiles by a field."""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from itertools import islice
from statistics import median
from typing import Any
from unittest.mock import patch

from benchmark.answers import Rows, require_same
from benchmark.data import copy_database, rows
from benchmark.figures import interleave, timed
from benchmark.processes import Failed
from benchmark.questions import QUESTIONS, aggregation, question
from benchmark.report import Cell, Check, Column, Section, Table
from benchmark.rivals import copied, duckdb
from benchmark.rivals.by_hand import open_plainly
from benchmark.rivals.compiled import Compiled, plan, prepare
from benchmark.rivals.copied import Copied
from benchmark.setting import Setting, say
from benchmark.sql_by_hand import IN_DUCKDB
from evsrv.columnar.copy import Copy
from evsrv.columnar.copy_folder import count_bytes
from evsrv.core.event import Event

_MOST_MS = {0: 0.5, 1: 10.0, 100: 10.0}
"""For each number of new events, the milliseconds that they may add to a query."""
_ROUNDS = 3
"""New events have this many times the rounds of the run: each is new to one query only."""
_FIELD = "results"
_AGGREGATIONS = {"median": 0.5, "p75": 0.75, "p95": 0.95, "p99": 0.99}

_PERCENTILES: Any = {
    "select": [
        {**aggregation(name, "properties", "latencyMs"), "as": name} for name in _AGGREGATIONS
    ],
    "groupBy": [{"field": "properties", "path": [_FIELD]}],
}
_PERCENTILES_BY_HAND = f"""
SELECT properties ->> '$.{_FIELD}',
    {", ".join(f"quantile_cont(latency_ms, {share})" for share in _AGGREGATIONS.values())}
FROM events WHERE {IN_DUCKDB} GROUP BY 1
"""

_TEXT = f"""\
Milliseconds of {question("a").name} that is asked right after a number of events were stored.
"Refresh" is the part of it in which the copy finds out whether rows are new, and takes them over.

The time from the first question until a new copy answers all questions, and that of a copy that is
there when the engine opens; and the size of both files.

Milliseconds of {", ".join(_AGGREGATIONS)} of
`properties.latencyMs` by `properties.{_FIELD}`: compiled SQL, the copy, and DuckDB on a table that
has a column with these numbers. All gave the same answers."""


def measure(setting: Setting) -> Section:
    """Measure new events, filling and percentiles."""
    freshness, checks = _measure_freshness(setting)
    filling = _measure_filling(setting)
    return Section(
        "Columnar copy", _TEXT, [freshness, filling, _measure_percentiles(setting)], checks
    )


def _measure_freshness(setting: Setting) -> tuple[Table, list[Check]]:
    planned = plan(question("a").body)
    queries: defaultdict[int, list[float]] = defaultdict(list)
    new = rows(setting.events, seed=1)
    with setting.scratch() as folder:
        say("columnar: copying the database")
        db = folder / "events.db"
        copy_database(setting.db, db)
        with copied.opened(db, folder / "copy") as engine, _timed_refreshes() as refreshes:
            say("columnar: new events")
            engine.fill([planned])

            def refresh(number: int) -> float:
                refreshes.clear()
                queries[number].append(_ask_after(engine, list(islice(new, number))))
                if len(refreshes) != 1:
                    raise Failed("the copy has not answered after new events")
                return refreshes[0]

            figures = interleave(
                {str(number): partial(refresh, number) for number in _MOST_MS},
                setting.rounds * _ROUNDS,
            )
    found = {number: figures.median(str(number)) for number in _MOST_MS}
    table = Table(
        [Column("new events"), Column("query, ms"), Column("refresh, ms")],
        [[str(number), median(queries[number]), ms] for number, ms in found.items()],
    )
    checks = [
        Check(f"new events, {number}: refresh, ms", _MOST_MS[number], ms, True)
        for number, ms in found.items()
    ]
    return table, checks


def _ask_after(engine: Copied, events: Sequence[Event]) -> float:
    """Store events; return the milliseconds of the query that follows."""
    planned = plan(question("a").body)

    async def ask() -> float:
        if events:
            await engine.engine.append(events)
        started = time.perf_counter()
        await engine.engine.page(planned)
        return 1000 * (time.perf_counter() - started)

    return engine.runner.run(ask())


@contextmanager
def _timed_refreshes() -> Iterator[list[float]]:
    """Yield a list that gets the milliseconds in which copies are brought up to date."""
    found: list[float] = []
    begin = Copy.begin_snapshot

    def timed_begin(*arguments: Any) -> Any:
        started = time.perf_counter()
        try:
            return begin(*arguments)
        finally:
            found.append(1000 * (time.perf_counter() - started))

    with patch.object(Copy, "begin_snapshot", timed_begin):
        yield found


def _measure_filling(setting: Setting) -> Table:
    say("columnar: filling")
    plans = [plan(one.body) for one in QUESTIONS if "select" in one.body]
    seconds = []
    with setting.scratch() as folder:
        for _ in ("a new copy", "the same copy"):
            with copied.opened(setting.db, folder) as engine:
                started = time.perf_counter()
                engine.fill(plans)
                seconds.append(time.perf_counter() - started)
        sizes = setting.db.stat().st_size / 1e6, count_bytes(folder) / 1e6
    return Table(
        [Column("events", ",.0f"), Column("new copy, s", ".1f"), Column("present copy, s", ".1f"),
         Column("file, MB", ".0f"), Column("copy, MB", ".0f")],
        [[setting.events, *seconds, *sizes]],
    )  # fmt: skip


def _measure_percentiles(setting: Setting) -> Table:
    say("columnar: percentiles")
    with ExitStack() as stack:
        prepared = stack.enter_context(closing(open_plainly(setting.db)))
        prepare(prepared)
        compiled = Compiled(prepared).ask(_PERCENTILES)
        with_copy = stack.enter_context(copied.opened(setting.db, setting.copies("engine")))
        copy = with_copy.ask(_PERCENTILES)
        tuned = duckdb.make_tuned_copy(duckdb.make_copy(setting.db))
        duck = stack.enter_context(duckdb.opened(tuned, tuned=True))

        def by_hand() -> Rows:
            return duck.read(_PERCENTILES_BY_HAND)

        expected = _sorted(by_hand())
        require_same(expected, _sorted(compiled.rows()), "percentiles, compiled")
        require_same(expected, _sorted(copy.rows()), "percentiles, copy")
        figures = interleave(
            {
                "compiled": timed(compiled.work),
                "copy": timed(copy.work),
                "DuckDB": timed(by_hand),
            },
            setting.few_rounds,
        )
    row: list[Cell] = [f"{len(expected)}", *map(figures.median, figures.by_rival)]
    ratio = figures.ratio("copy", "DuckDB")
    return Table(
        [Column("groups"), Column("compiled, ms", ".1f"), Column("copy, ms", ".1f"),
         Column("DuckDB, ms", ".1f"), Column("copy to DuckDB")],
        [[*row, ratio]],
    )  # fmt: skip


def _sorted(found: Rows) -> Rows:
    return sorted(found, key=lambda row: str(row[0]))
