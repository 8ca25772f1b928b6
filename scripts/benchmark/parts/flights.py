"""Questions on a real file, a million flights, to evsrv and to DuckDB."""

from contextlib import ExitStack, closing

import duckdb

from benchmark.answers import Prepared, Rows, comparable, require_same
from benchmark.figures import interleave, timed
from benchmark.flight_data import FLIGHTS, NotFetched, fetch, make_flights_database, make_table
from benchmark.flight_questions import FLIGHT_QUESTIONS, FlightQuestion
from benchmark.report import Cell, Column, Section, Table
from benchmark.rivals import copied
from benchmark.rivals.by_hand import open_plainly
from benchmark.rivals.compiled import Compiled, column_names, prepare
from benchmark.setting import Setting, say

_TITLE = "Flights"
_BY_HAND = "DuckDB"
_RIVALS = ("compiled", "copy")

_TEXT = f"""\
Milliseconds of DuckDB on a table of {FLIGHTS:,} flights that has a column for each of their
members, and the time of the others as a multiple of it: evsrv's compiled SQL on the same flights as
events, and evsrv's engine with a columnar copy. All gave the same answers."""


def measure(setting: Setting) -> Section:
    """Compare evsrv with DuckDB on flights."""
    say("flights: fetching")
    try:
        parquet = fetch(setting.folder)
    except NotFetched as reason:
        return Section(_TITLE, f"The measurements with flights were skipped, because {reason}.")
    db = setting.folder / "flights.db"
    table = setting.folder / "flights.duckdb"
    make_table(table, parquet)
    with ExitStack() as stack:
        folder = stack.enter_context(setting.scratch())
        say("flights: importing")
        make_flights_database(db, table, folder)
        duck = stack.enter_context(closing(duckdb.connect(str(table), read_only=True)))
        prepared = stack.enter_context(closing(open_plainly(db)))
        prepare(prepared)
        compiled = Compiled(prepared)
        engine = stack.enter_context(copied.opened(db, setting.folder / "flights.columnar"))

        def by_hand(question: FlightQuestion) -> Prepared:
            def work() -> Rows:
                found: Rows = duck.execute(question.duckdb).fetchall()
                return found

            return Prepared(work, lambda: comparable(work(), column_names(question.body)))

        rows: list[list[Cell]] = []
        for question in FLIGHT_QUESTIONS:
            say(f"flights: {question.name}")
            rivals = {
                _BY_HAND: by_hand(question),
                "compiled": compiled.ask(question.body),
                "copy": engine.ask(question.body),
            }
            expected = rivals[_BY_HAND].rows()
            for name in _RIVALS:
                require_same(expected, rivals[name].rows(), f"{name}, {question.name}")
            figures = interleave(
                {name: timed(asked.work) for name, asked in rivals.items()}, setting.few_rounds
            )
            ratios = [figures.ratio(name, _BY_HAND) for name in _RIVALS]
            rows.append([question.name, figures.median(_BY_HAND), *ratios])
    columns = [Column("question"), Column(f"{_BY_HAND}, ms"), *map(Column, _RIVALS)]
    return Section(_TITLE, _TEXT, [Table(columns, rows)])
