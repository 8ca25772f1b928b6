"""The rate at which events are stored, over HTTP and from a file."""

import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

import orjson
from attrs import frozen

from benchmark import wrk
from benchmark.data import LARGEST, ORGANIZATION, SHARES, documents, write_lines
from benchmark.figures import Figures
from benchmark.inserting import Values, count_events, insert, values_of
from benchmark.processes import EVSRV, ROOT, Failed, make_key, serving
from benchmark.questions import Json
from benchmark.report import Cell, Check, Column, Section, Table
from benchmark.setting import Setting, say
from benchmark.wrk import Request
from evsrv.core.event import Event
from evsrv.core.timestamps import now
from evsrv.ingest import EventReader

DIFFERENT = 5000
"""The number of different events that are sent in turns; without an id each is stored again."""
LINES = 100_000
_IMPORT_COMMIT = 1000
"""The number of events that `evsrv import` stores in a commit."""

_SERVER = "server"
_IMPORT = "evsrv import"
_UTILS = "sqlite-utils"
_SHARED = "(x)"
_AT_ONCE = "(y)"

_HTTP_TEXT = f"""\
Events stored a second over HTTP, each load for {wrk.SECONDS} s on a fresh file, compared with
`executemany` of as many of the same rows, already in memory, into a fresh file of the same
durability: (x) in commits of as many events as the clients send at once, the most that can share a
commit; (y) in one commit. Every acknowledged event was in the file."""

_FILE_TEXT = """\
Events stored a second by a command, from its start to its end, compared with `executemany` of the
same rows in commits of 1,000 (x) and in one (y), and with `sqlite-utils insert --nl --pk id`."""


@frozen
class _Load:
    name: str
    path: str
    connections: int
    a_request: int = 1
    wanted: float | None = None
    """The target, as a fraction of the rate of `executemany`."""


_LOADS = (
    _Load("1 client", "/events", 1),
    _Load("64 clients", "/events", 64, wanted=0.5),
    _Load("256 clients", "/events", 256, wanted=0.7),
    _Load("4 clients, batches of 1,000", "/events/batch", 4, 1000),
)


def measure(setting: Setting) -> Section:
    """Measure HTTP loads and imports of files."""
    tables: list[Table] = []
    checks: list[Check] = []
    texts = [_HTTP_TEXT if wrk.is_there() else wrk.MISSING, _FILE_TEXT]
    if wrk.is_there():
        found = [_over_http(setting, load) for load in _LOADS]
        tables.append(_table("sent by", _SERVER, (_SHARED, _AT_ONCE), found))
        for load, (_, figures) in zip(_LOADS, found, strict=True):
            if load.wanted is not None:
                for other in (_SHARED, _AT_ONCE):
                    ratio = figures.ratio(_SERVER, other)
                    checks.append(Check(f"{load.name}: of executemany {other}", load.wanted, ratio))
    found = list(_from_files(setting))
    tables.append(_table("lines of", _IMPORT, (_SHARED, _AT_ONCE, _UTILS), found))
    for name, figures in found:
        ratio = figures.ratio(_IMPORT, _UTILS)
        checks.append(Check(f"import of {name}: times sqlite-utils", 2.0, ratio))
    return Section("Ingestion", "\n\n".join(texts), tables, checks)


def _over_http(setting: Setting, load: _Load) -> tuple[str, Figures]:
    say(f"ingestion: {load.name}")
    different = [
        {name: value for name, value in document.items() if name != "id"}
        for document in islice(documents(setting.events), DIFFERENT)
    ]
    bodies: Iterable[Json] = different
    if load.a_request > 1:
        starts = range(0, len(different), load.a_request)
        bodies = [{"batch": different[start : start + load.a_request]} for start in starts]
    found = []
    for _ in range(setting.few_rounds):
        with setting.scratch() as folder:
            requests = wrk.write_requests(
                folder / "requests",
                (Request("POST", load.path, orjson.dumps(body).decode()) for body in bodies),
            )
            stored, rate = _send(folder / "sent.db", requests, load)
            values = values_of(list(_read(islice(cycle(different), stored))))
            at_once = load.connections * load.a_request
            found.append({_SERVER: rate} | _inserted(folder, values, at_once))
    return load.name, Figures.of_rounds(found)


def _send(db: Path, requests: Path, load: _Load) -> tuple[int, float]:
    """Send events; return the number of stored events, and of those acknowledged in a second."""
    key = make_key(db, ORGANIZATION, None)
    with serving(db, key) as server:
        done = wrk.put_load(server.port, requests, server.headers, connections=load.connections)
    acknowledged = done.requests * load.a_request
    stored = count_events(db)
    if stored < acknowledged:
        raise Failed(f"{load.name}: {acknowledged} acknowledged, but {stored} stored")
    return stored, done.rate * load.a_request


def _inserted(folder: Path, values: Values, a_commit: int) -> dict[str, float]:
    """Return the number of rows that `executemany` stores in a second."""
    return {
        _SHARED: len(values) / insert(folder / "shared.db", values, a_commit),
        _AT_ONCE: len(values) / insert(folder / "at-once.db", values, len(values)),
    }


def _from_files(setting: Setting) -> Iterator[tuple[str, Figures]]:
    count = min(LINES, setting.events)
    enough = -(-count * 100 // round(100 * SHARES[LARGEST]))
    files = {
        "one project": (one for one in documents(enough) if one["projectId"] == LARGEST),
        "four projects": documents(count),
    }
    for name, found in files.items():
        say(f"ingestion: import of {name}")
        with setting.scratch() as folder:
            lines = folder / "lines.ndjson"
            write_lines(lines, found, count)
            values = values_of(list(_read(map(orjson.loads, lines.read_bytes().splitlines()))))
            rounds = [_import_round(setting, lines, values) for _ in range(setting.few_rounds)]
        yield name, Figures.of_rounds(rounds)


def _import_round(setting: Setting, lines: Path, values: Values) -> dict[str, float]:
    with setting.scratch() as folder:
        ours = folder / "imported.db"
        theirs = folder / "utils.db"
        importing = [*EVSRV, "import", "--db", str(ours), "--organization", ORGANIZATION]
        inserting = [sys.executable, "-m", "sqlite_utils", "insert", str(theirs), "events"]
        seconds = {
            _IMPORT: _seconds([*importing, str(lines)]),
            _UTILS: _seconds([*inserting, str(lines), "--nl", "--pk", "id"]),
        }
        for db in (ours, theirs):
            if count_events(db) != len(values):
                raise Failed(f"{db.name} has {count_events(db)} events, not {len(values)}")
        rates = {name: len(values) / passed for name, passed in seconds.items()}
        return rates | _inserted(folder, values, _IMPORT_COMMIT)


def _seconds(command: Sequence[str]) -> float:
    started = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"{' '.join(command)} ended with status {done.returncode}: {done.stderr}")
    return time.perf_counter() - started


def _read(found: Iterable[Json]) -> Iterator[Event]:
    read = EventReader().read
    received = now()
    for document in found:
        yield read(document, organization_id=ORGANIZATION, project_id=None, now=received)


def _table(
    name: str, ours: str, others: Sequence[str], found: Sequence[tuple[str, Figures]]
) -> Table:
    rows: list[list[Cell]] = [
        [
            label,
            figures.median(ours),
            *(cell for other in others
              for cell in (figures.median(other), figures.ratio(ours, other))),
        ]
        for label, figures in found
    ]  # fmt: skip
    columns = [Column(name), Column(f"{ours}, a second", ".0f")]
    for other in others:
        columns += [Column(f"{other}, a second", ".0f"), Column(f"of {other}")]
    return Table(columns, rows)
