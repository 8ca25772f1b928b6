"""The standard questions, answered by each rival."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from itertools import cycle

from attrs import frozen

from benchmark.answers import Prepared, require_same
from benchmark.client import Client
from benchmark.figures import Figures, interleave, timed
from benchmark.processes import serving
from benchmark.question_checks import check_answers, check_copy, check_http
from benchmark.questions import QUESTIONS, Question, query_of_id
from benchmark.report import Cell, Check, Column, Section, Table
from benchmark.rival_names import (
    BY_HAND,
    COMPILED,
    COPY,
    DATASETTE,
    DUCKDB,
    SERVER,
    SERVER_WITH_COPY,
    TUNED,
)
from benchmark.rivals import copied, duckdb
from benchmark.rivals.by_hand import ByHand, open_plainly, some_ids
from benchmark.rivals.compiled import Compiled, prepare
from benchmark.rivals.copied import Copied
from benchmark.rivals.datasette import Datasette, serving_datasette
from benchmark.rivals.duckdb import DuckDb
from benchmark.rivals.server import OverHttp, fill_copy, serving_with_copy
from benchmark.setting import Setting, say

_RIVALS = (COMPILED, COPY, SERVER, SERVER_WITH_COPY, DUCKDB, TUNED, DATASETTE)
_IDS = 1000

_TEXT = """\
Milliseconds of the SQL by hand in SQLite, and the time of the others as a multiple of it: evsrv's
compiled SQL on the same file, evsrv's engine with a columnar copy, its server over HTTP without a
cache, without and with a copy, DuckDB on a table of the rows with all its threads, DuckDB on the
same table with a column for each path that a question reads, and Datasette with the SQL by hand.
All gave the same answers. The targets of the copy compare it with DuckDB on the table of the rows.

Milliseconds over HTTP without a cache, without and with a columnar copy."""


@frozen
class _Rivals:
    """The rivals, ready for questions."""

    by_hand: ByHand
    compiled: Compiled
    copied: Copied
    server: OverHttp
    server_with_copy: OverHttp
    duck: DuckDb
    tuned: DuckDb
    published: Datasette

    def ask(self, question: Question) -> Mapping[str, Prepared]:
        """Let all rivals prepare a question."""
        return {
            BY_HAND: self.by_hand.ask(question),
            COMPILED: self.compiled.ask(question.body),
            COPY: self.copied.ask(question.body),
            SERVER: self.server.ask(question.body),
            SERVER_WITH_COPY: self.server_with_copy.ask(question.body),
            DUCKDB: self.duck.ask(question),
            TUNED: self.tuned.ask(question),
            DATASETTE: self.published.ask(question),
        }


def measure(setting: Setting) -> Section:
    """Compare all rivals on all questions."""
    rows: list[list[Cell]] = []
    http: list[list[Cell]] = []
    checks: list[Check] = []
    with _opened(setting) as rivals:
        for question in QUESTIONS:
            say(f"questions: {question.name}")
            figures = _compare(question, rivals.ask(question), setting.rounds)
            ratios = [figures.ratio(name, BY_HAND) for name in _RIVALS]
            rows.append([question.name, figures.median(BY_HAND), *ratios])
            http.append(_over_http(question.name, figures))
            checks += [*check_answers(question, figures), *check_copy(question, figures)]
        say("questions: one row by id")
        one_row = _compare_one_row(setting, rivals)
        http.append(_over_http("one row by id", one_row))
        checks.append(check_http("one row by id", one_row))
    return Section(
        "Questions",
        _TEXT,
        [
            Table([Column("question"), Column("by hand, ms"), *map(Column, _RIVALS)], rows),
            Table(
                [Column("question"), Column("without, ms"), Column("with, ms"),
                 Column("times faster")],
                http,
            ),
        ],
        checks,
    )  # fmt: skip


@contextmanager
def _opened(setting: Setting) -> Iterator[_Rivals]:
    copy = setting.db.with_suffix(".duckdb")
    if not copy.exists():
        say("copying the events into DuckDB")
    copy = duckdb.make_copy(setting.db)
    tuned = duckdb.make_tuned_copy(copy)
    with ExitStack() as stack:
        server = stack.enter_context(serving(setting.db, setting.key, EVSRV_CACHE_BYTES="0"))
        with_copy = stack.enter_context(
            serving_with_copy(setting.db, setting.key, setting.copies("server"))
        )
        datasette = stack.enter_context(serving_datasette(setting.db))
        plain, prepared = (stack.enter_context(closing(open_plainly(setting.db))) for _ in range(2))
        prepare(prepared)
        client = stack.enter_context(Client(server.port, server.headers))
        client_of_copy = stack.enter_context(Client(with_copy.port, with_copy.headers))
        say("questions: filling the copies")
        grouped = [one.body for one in QUESTIONS if "select" in one.body]
        fill_copy(with_copy, client_of_copy, grouped)
        yield _Rivals(
            ByHand(plain),
            Compiled(prepared),
            stack.enter_context(copied.opened(setting.db, setting.copies("engine"))),
            OverHttp(client),
            OverHttp(client_of_copy),
            stack.enter_context(duckdb.opened(copy)),
            stack.enter_context(duckdb.opened(tuned, tuned=True)),
            Datasette(stack.enter_context(Client(datasette)), setting.db),
        )


def _compare(question: Question, rivals: Mapping[str, Prepared], rounds: int) -> Figures:
    expected = rivals[BY_HAND].rows()
    for name, asked in rivals.items():
        require_same(expected, asked.rows(), f"{name}, {question.name}")
    return interleave({name: timed(asked.work) for name, asked in rivals.items()}, rounds)


def _compare_one_row(setting: Setting, rivals: _Rivals) -> Figures:
    ids = some_ids(setting.db, _IDS)

    def in_turns(server: OverHttp) -> Prepared:
        asked = cycle([server.ask(query_of_id(event_id)) for event_id in ids])
        return Prepared(lambda: next(asked).work(), lambda: next(asked).rows())

    both = {SERVER: in_turns(rivals.server), SERVER_WITH_COPY: in_turns(rivals.server_with_copy)}
    return interleave({name: timed(asked.work) for name, asked in both.items()}, setting.rounds)


def _over_http(name: str, figures: Figures) -> list[Cell]:
    return [
        name,
        figures.median(SERVER),
        figures.median(SERVER_WITH_COPY),
        figures.ratio(SERVER, SERVER_WITH_COPY),
    ]
