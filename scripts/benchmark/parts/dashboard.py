"""The panels of a dashboard, one after another and all at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Barrier
from time import perf_counter

import orjson
from attrs import frozen

from benchmark.answers import require_same
from benchmark.client import Client
from benchmark.data import LARGEST, ORGANIZATION, make_database
from benchmark.figures import Figures, interleave, timed
from benchmark.panels import PANELS
from benchmark.processes import Server, make_key, serving
from benchmark.questions import Json
from benchmark.repeated import make_repeated_database
from benchmark.report import Cell, Check, Column, Section, Table
from benchmark.rivals.compiled import column_names
from benchmark.rivals.server import PATH, fill_copy, rows_of, serving_with_copy
from benchmark.setting import Setting, say
from evsrv.columnar.copy_folder import count_bytes

_MAX_GENERATED = 1_000_000
"""Events of the largest database whose events are all generated."""
_TARGET_EVENTS = 10_000_000
_TARGET_MS = 50
_TARGET_PANELS = 9
_FIRST, _LAST = "first", "last"

_TEXT = f"""\
Milliseconds of {len(PANELS)} panels over HTTP without a cache on a project with 60 % of the events:
without a copy, asked once; and with one, one after another. Both gave the same answers.

All panels at once, each on a connection of its own: the milliseconds until the first and until the
last answer.

The sizes of the database and of its copy; the time from the first query until the copy answers all
panels; and the server's resident memory, after all queries and at its peak. A database of more than
{_MAX_GENERATED:,} events repeats those of a database of {_MAX_GENERATED:,}. Each repetition of an
event has its own id, user, conversation and time."""


@frozen
class _Found:
    """The figures of a database."""

    events: int
    without: Mapping[str, float]
    """The milliseconds of each panel."""
    panels: Figures
    at_once: Figures
    sizes: Sequence[float]
    """Megabytes of the database and of the copy, seconds of filling, megabytes of memory."""

    @property
    def medians(self) -> list[float]:
        """Return the milliseconds of each panel with a copy."""
        return [self.panels.median(name) for name in PANELS]


def measure(setting: Setting) -> Section:
    """Measure the panels at each size."""
    found = [_measure_size(setting, events) for events in setting.sizes]
    return Section(
        "Dashboard", _TEXT, [_panels(found), _at_once(found), _sizes(found)], list(_checks(found))
    )


def _measure_size(setting: Setting, events: int) -> _Found:
    db = _database(setting.folder, events)
    key = make_key(db, ORGANIZATION, LARGEST)
    say(f"dashboard: {events} events without a copy")
    with serving(db, key, EVSRV_CACHE_BYTES="0", EVSRV_QUERY_TIMEOUT="600") as server:
        expected, without = _ask_once(server)
    with ExitStack() as stack:
        folder = stack.enter_context(setting.scratch())
        server = stack.enter_context(serving_with_copy(db, key, folder))
        client = stack.enter_context(Client(server.port, server.headers))
        say(f"dashboard: {events} events, filling the copy")
        seconds = fill_copy(server, client, PANELS.values())
        say(f"dashboard: {events} events with a copy")
        answers, _ = _ask_once(server)
        for name, body in PANELS.items():
            columns = column_names(body)
            require_same(
                rows_of(expected[name], columns), rows_of(answers[name], columns), f"copy, {name}"
            )
        panels = interleave(
            {name: timed(_asking(client, body), 0) for name, body in PANELS.items()},
            setting.rounds,
        )
        at_once = Figures.of_rounds([_ask_at_once(server) for _ in range(setting.rounds)])
        megabytes = [db.stat().st_size / 1e6, count_bytes(folder) / 1e6]
        memory = [server.memory("VmRSS"), server.memory("VmHWM")]
        return _Found(events, without, panels, at_once, [*megabytes, seconds, *memory])


def _database(folder: Path, events: int) -> Path:
    """Return a database, which is made if it does not exist."""
    path = folder / f"events-{events}.db"
    if not path.exists():
        say(f"making a database of {events} events")
    if events <= _MAX_GENERATED:
        make_database(path, events)
    else:
        make_repeated_database(path, events, _database(folder, _MAX_GENERATED))
    return path


def _asking(client: Client, body: Json) -> Callable[[], bytes]:
    sent = orjson.dumps(body)
    return lambda: client.post(PATH, sent)


def _ask_once(server: Server) -> tuple[dict[str, bytes], dict[str, float]]:
    """Return the answer and the milliseconds of each panel."""
    answers, times = {}, {}
    with Client(server.port, server.headers) as client:
        for name, body in PANELS.items():
            started = perf_counter()
            answers[name] = _asking(client, body)()
            times[name] = 1000 * (perf_counter() - started)
    return answers, times


def _ask_at_once(server: Server) -> dict[str, float]:
    """Return the milliseconds until the first and until the last answer."""
    barrier = Barrier(len(PANELS))

    def ask(body: Json) -> float:
        with Client(server.port, server.headers) as client:
            # Connecting is not measured.
            client.get("/healthz")
            barrier.wait()
            started = perf_counter()
            _asking(client, body)()
            return 1000 * (perf_counter() - started)

    with ThreadPoolExecutor(len(PANELS)) as pool:
        times = list(pool.map(ask, PANELS.values()))
    return {_FIRST: min(times), _LAST: max(times)}


def _panels(found: Sequence[_Found]) -> Table:
    columns = [Column("panel")]
    for one in found:
        columns += [Column(f"{one.events:,}, without", ".1f"), Column(f"{one.events:,}", ".1f")]
    rows: list[list[Cell]] = [
        [name, *(ms for one in found for ms in (one.without[name], one.panels.median(name)))]
        for name in PANELS
    ]
    sums = [ms for one in found for ms in (sum(one.without.values()), sum(one.medians))]
    return Table(columns, [*rows, ["sum", *sums]])


def _at_once(found: Sequence[_Found]) -> Table:
    names = ("events", "first answer, ms", "last answer, ms")
    return Table(
        [Column(name, ",.0f") for name in names],
        [[one.events, one.at_once.median(_FIRST), one.at_once.median(_LAST)] for one in found],
    )


def _sizes(found: Sequence[_Found]) -> Table:
    names = (
        "events", "file, MB", "copy, MB", "filling, s", "memory, MB", "at its peak, MB",
        "slowest panel, ms",
    )  # fmt: skip
    return Table(
        [Column(name, ",.0f") for name in names],
        [[one.events, *one.sizes, max(one.medians)] for one in found],
    )


def _checks(found: Sequence[_Found]) -> Iterator[Check]:
    for one in found:
        if one.events >= _TARGET_EVENTS:
            fast = sum(ms < _TARGET_MS for ms in one.medians)
            name = f"{one.events:,} events: panels of {len(PANELS)} under {_TARGET_MS} ms"
            yield Check(name, _TARGET_PANELS, fast)
