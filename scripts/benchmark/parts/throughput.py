"""The requests answered a second, compared with a bare handler and Datasette."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

import orjson

from benchmark import wrk
from benchmark.answers import comparable, require_same
from benchmark.bare import serving_bare
from benchmark.client import Client
from benchmark.figures import Figures, interleave
from benchmark.processes import serving
from benchmark.questions import ONE_BY_HAND, Json, query_of_id, question
from benchmark.report import Cell, Check, Column, Section, Table
from benchmark.rivals.by_hand import some_ids
from benchmark.rivals.compiled import column_names
from benchmark.rivals.datasette import query_path, serving_datasette
from benchmark.rivals.server import PATH, rows_of
from benchmark.setting import Setting, say
from benchmark.wrk import Request
from evsrv.core.datasets import EVENTS

Headers = Mapping[str, str]

CONNECTIONS = 16
IDS = 10_000

_BARE = "bare handler"
_ONE = "one row by id"
_ONE_PLANNED = "one row by id, planned each time"
_DAYS = "(a), cached"
_DAYS_UNCACHED = "(a), no cache"
_PAGE = "page of 100, cached"
_PAGE_UNCACHED = "page of 100, no cache"
_CACHED = {_DAYS_UNCACHED: _DAYS, _PAGE_UNCACHED: _PAGE}
"""The load with a cache that has the same requests."""
_OF_BARE = {_ONE: 0.25, _DAYS: 0.5}
_OF_DATASETTE = 3.0
_OF_PLANNED = 1.2

_TEXT = f"""\
Requests answered a second on {CONNECTIONS} connections, as a fraction of a bare aiohttp handler,
which reads a body and sends a fixed answer, and as a multiple of Datasette with the SQL by hand.
One row by id uses {IDS:,} different ids; planned each time, it selects all columns by name, and so
is not the query whose plan is known. (a) and the page of the newest 100 events repeat one body,
once with the answer cache and once without it."""


def measure(setting: Setting) -> Section:
    """Put the same load on all servers."""
    if not wrk.is_there():
        return Section("Throughput", wrk.MISSING)
    with ExitStack() as stack:
        folder = stack.enter_context(setting.scratch())
        server = stack.enter_context(serving(setting.db, setting.key))
        uncached = stack.enter_context(serving(setting.db, setting.key, EVSRV_CACHE_BYTES="0"))
        datasette = stack.enter_context(serving_datasette(setting.db))
        bare = stack.enter_context(serving_bare())
        ours, theirs = _our_requests(setting), _their_requests(setting)
        with Client(server.port, server.headers) as us, Client(datasette) as them:
            for name in ours:
                _require_same(us, ours[name][0], them, theirs[name][0])
        our_files, their_files = (
            {
                name: wrk.write_requests(folder / f"{who} {name}", requests)
                for name, requests in loads.items()
            }
            for who, loads in (("ours", ours), ("theirs", theirs))
        )
        keyed = server.headers

        def at(port: int, requests: Path, headers: Headers) -> Callable[[], float]:
            return lambda: wrk.put_load(port, requests, headers, connections=CONNECTIONS).rate

        rivals = {_BARE: at(bare, our_files[_ONE], keyed)}
        for name in ours:
            rivals[name] = at(server.port, our_files[name], keyed)
            rivals[_at_datasette(name)] = at(datasette, their_files[name], {})
        planned = wrk.write_requests(folder / "planned", _planned_requests(setting))
        rivals[_ONE_PLANNED] = at(server.port, planned, keyed)
        for without_cache, name in _CACHED.items():
            rivals[without_cache] = at(uncached.port, our_files[name], keyed)
        say(f"throughput: {len(rivals)} loads of {wrk.SECONDS} s, {setting.few_rounds} rounds")
        figures = interleave(rivals, setting.few_rounds)
    return _section(figures)


def one_row_requests(setting: Setting) -> list[Request]:
    """Return requests for one row each."""
    return [_post(query_of_id(event_id)) for event_id in some_ids(setting.db, IDS)]


def _planned_requests(setting: Setting) -> list[Request]:
    select = [{"type": "field", "field": name} for name in EVENTS.fields]
    return [
        _post({**query_of_id(event_id), "select": select}) for event_id in some_ids(setting.db, IDS)
    ]


def _our_requests(setting: Setting) -> dict[str, list[Request]]:
    return {
        _ONE: one_row_requests(setting),
        _DAYS: [_post(question("a").body)],
        _PAGE: [_post(question("f").body)],
    }


def _their_requests(setting: Setting) -> dict[str, list[Request]]:
    def get(sql: str, **parameters: str) -> Request:
        return Request("GET", query_path(setting.db, sql, **parameters))

    return {
        _ONE: [get(ONE_BY_HAND, id=event_id) for event_id in some_ids(setting.db, IDS)],
        _DAYS: [get(question("a").by_hand)],
        _PAGE: [get(question("f").by_hand)],
    }


def _require_same(us: Client, ours: Request, them: Client, theirs: Request) -> None:
    columns = column_names(orjson.loads(ours.body))
    expected = comparable(orjson.loads(them.get(theirs.path))["rows"], columns)
    found = rows_of(us.post(ours.path, ours.body.encode()), columns)
    require_same(expected, found, ours.body)


def _post(body: Json) -> Request:
    return Request("POST", PATH, orjson.dumps(body).decode())


def _at_datasette(name: str) -> str:
    return f"{name}, Datasette"


def _section(figures: Figures) -> Section:
    rows: list[list[Cell]] = [[_BARE, figures.median(_BARE), 1.0, None]]
    checks: list[Check] = []
    for name in (_ONE, _DAYS, _DAYS_UNCACHED, _PAGE, _PAGE_UNCACHED):
        of_bare = figures.ratio(name, _BARE)
        datasette = _at_datasette(_CACHED.get(name, name))
        of_datasette = figures.ratio(name, datasette)
        rows.append([name, figures.median(name), of_bare, of_datasette])
        if name in _OF_BARE:
            checks.append(Check(f"{name}: of the bare handler", _OF_BARE[name], of_bare))
        if name not in _CACHED:
            checks.append(Check(f"{name}: times Datasette", _OF_DATASETTE, of_datasette))
    planned = figures.median(_ONE_PLANNED), figures.ratio(_ONE_PLANNED, _BARE)
    rows.insert(2, [_ONE_PLANNED, *planned, None])
    times_planned = figures.ratio(_ONE, _ONE_PLANNED)
    checks.append(Check(f"{_ONE}: times planned each time", _OF_PLANNED, times_planned))
    columns = [Column("query"), Column("a second", ".0f"), Column("of bare"),
               Column("times Datasette")]  # fmt: skip
    return Section("Throughput", _TEXT, [Table(columns, rows)], checks)
