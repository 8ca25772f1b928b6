"""The standard questions, answered by each rival."""

from collections.abc import Mapping
from contextlib import ExitStack, closing

from benchmark.answers import Prepared, require_same
from benchmark.client import Client
from benchmark.figures import Figures, interleave, timed
from benchmark.processes import serving
from benchmark.questions import QUESTIONS, Question
from benchmark.report import Cell, Check, Column, Section, Table
from benchmark.rivals import duckdb
from benchmark.rivals.by_hand import ByHand, open_plainly
from benchmark.rivals.compiled import Compiled, prepare
from benchmark.rivals.datasette import Datasette, serving_datasette
from benchmark.rivals.server import OverHttp
from benchmark.setting import Setting, say

_BY_HAND = "by hand"
_RIVALS = ("compiled", "server", "DuckDB", "Datasette")
_MIN_MS = 10
"""The server has a target only for questions of at least these milliseconds by hand."""

_TEXT = """\
Milliseconds of the SQL by hand in SQLite, and the time of the others as a multiple of it: evsrv's
compiled SQL on the same file, its server over HTTP without a cache, DuckDB on a copy of the rows
with all its threads, and Datasette with the SQL by hand. All gave the same answers."""


def measure(setting: Setting) -> Section:
    """Compare all rivals on all questions."""
    rows: list[list[Cell]] = []
    checks: list[Check] = []
    copy = setting.db.with_suffix(".duckdb")
    if not copy.exists():
        say("copying the events into DuckDB")
    copy = duckdb.make_copy(setting.db)
    with ExitStack() as stack:
        server = stack.enter_context(serving(setting.db, setting.key, EVSRV_CACHE_BYTES="0"))
        datasette = stack.enter_context(serving_datasette(setting.db))
        plain = stack.enter_context(closing(open_plainly(setting.db)))
        prepared = stack.enter_context(closing(open_plainly(setting.db)))
        prepare(prepared)
        by_hand = ByHand(plain)
        compiled = Compiled(prepared)
        over_http = OverHttp(stack.enter_context(Client(server.port, server.headers)))
        duck = stack.enter_context(duckdb.opened(copy))
        published = Datasette(stack.enter_context(Client(datasette)), setting.db)
        for question in QUESTIONS:
            say(f"questions: {question.name}")
            figures = _compare(
                question,
                {
                    _BY_HAND: by_hand.ask(question),
                    "compiled": compiled.ask(question.body),
                    "server": over_http.ask(question.body),
                    "DuckDB": duck.ask(question),
                    "Datasette": published.ask(question),
                },
                setting.rounds,
            )
            ratios = {name: figures.ratio(name, _BY_HAND) for name in _RIVALS}
            rows.append([question.name, figures.median(_BY_HAND), *ratios.values()])
            checks.append(
                Check(f"{question.name}: compiled to by hand", 1.1, ratios["compiled"], True)
            )
            if figures.median(_BY_HAND) >= _MIN_MS:
                checks.append(
                    Check(f"{question.name}: server to by hand", 1.15, ratios["server"], True)
                )
    columns = [Column("question"), Column("by hand, ms"), *map(Column, _RIVALS)]
    return Section("Questions", _TEXT, [Table(columns, rows)], checks)


def _compare(question: Question, rivals: Mapping[str, Prepared], rounds: int) -> Figures:
    expected = rivals[_BY_HAND].rows()
    for name, asked in rivals.items():
        require_same(expected, asked.rows(), f"{name}, {question.name}")
    return interleave({name: timed(asked.work) for name, asked in rivals.items()}, rounds)
