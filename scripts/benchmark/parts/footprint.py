"""The start time of a server, its memory, and the size of its file."""

import http.client
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import orjson

from benchmark import wrk
from benchmark.figures import Figures, interleave
from benchmark.parts.throughput import CONNECTIONS, one_row_requests
from benchmark.processes import EVSRV, HOST, ROOT, free_port, listening, serving
from benchmark.report import Cell, Column, Section, Table
from benchmark.rivals.by_hand import open_plainly
from benchmark.setting import Setting, say
from evsrv.core.event import Event
from evsrv.ingest import echo

_STARTS = 5
_PAUSE = 0.005
_START = "start until /readyz"
_IMPORT = "python -c 'import aiohttp'"

_TEXT = f"""\
The start lasts from the creation of the process until `/readyz` answers 200. Memory is resident
memory, at rest and at its peak under a load of one row by id on {CONNECTIONS} connections. The
lines are the same events in the form of the answer of `POST /events`, one event a line."""


def measure(setting: Setting) -> Section:
    """Measure starts, memory and the file."""
    say("footprint: starts")
    starts = interleave(
        {_START: lambda: _start(setting.db), _IMPORT: _import}, max(setting.rounds, _STARTS)
    )
    say("footprint: memory")
    rest, peak = _memory(setting)
    say("footprint: file")
    with closing(open_plainly(setting.db)) as connection:
        events, lines = _lines(connection)
    size = setting.db.stat().st_size
    rows: list[list[Cell]] = [
        *_starts(starts),
        ["memory at rest, MB", f"{rest:.0f}", None],
        ["memory at its peak, MB", None if peak is None else f"{peak:.0f}", _of(peak, rest)],
        ["file, bytes an event", f"{size / events:.0f}", None],
        ["lines, bytes an event", f"{lines / events:.0f}", None],
        ["file to lines", None, size / lines],
    ]
    text = _TEXT if peak is not None else f"{_TEXT}\n\n{wrk.MISSING}"
    return Section(
        "Footprint", text, [Table([Column("quantity"), Column("figure"), Column("ratio")], rows)]
    )


def _starts(figures: Figures) -> list[list[Cell]]:
    return [
        [f"{_START}, ms", f"{figures.median(_START):.0f}", figures.ratio(_START, _IMPORT)],
        [f"`{_IMPORT}`, ms", f"{figures.median(_IMPORT):.0f}", 1.0],
    ]


def _of(one: float | None, other: float) -> float | None:
    return None if one is None else one / other


def _start(db: Path) -> float:
    port = free_port()
    command = [*EVSRV, "serve", "--db", str(db), "--port", str(port)]
    started = time.perf_counter()
    with listening(command, port, ready=_is_ready, pause=_PAUSE):
        return 1000 * (time.perf_counter() - started)


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    with closing(connection):
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except ConnectionError:
            return False


def _import() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import aiohttp"], cwd=ROOT, check=True)
    return 1000 * (time.perf_counter() - started)


def _memory(setting: Setting) -> tuple[float, float | None]:
    with serving(setting.db, setting.key) as server, setting.scratch() as folder:
        # Work that the server does once after its start belongs to the memory at rest.
        time.sleep(1)
        rest = server.memory("VmRSS")
        if not wrk.is_there():
            return rest, None
        requests = wrk.write_requests(folder / "requests", one_row_requests(setting))
        wrk.put_load(server.port, requests, server.headers, connections=CONNECTIONS)
        return rest, server.memory("VmHWM")


def _lines(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return the number of events and of the bytes of their lines."""
    names = [name for _, name, *_ in connection.execute("PRAGMA table_info(events)")][1:]
    number = size = 0
    for row in connection.execute(f"SELECT {', '.join(names)} FROM events"):
        number += 1
        size += len(orjson.dumps(echo(Event(**dict(zip(names, row, strict=True)))))) + 1
    return number, size
