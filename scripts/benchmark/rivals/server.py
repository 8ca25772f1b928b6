"""The whole server, over HTTP."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from attrs import frozen

from benchmark.answers import Prepared, Rows
from benchmark.client import Client
from benchmark.processes import Failed, Server, serving
from benchmark.rivals.compiled import column_names

PATH = "/query/events"

_POLL_SECONDS = 0.5
_MIN_BUSY = 0.1
"""The share of a processor from which on a server without requests is not idle."""
_MAX_IDLE_POLLS = 20
"""Times in turn that an idle server may leave a query to SQLite."""


def rows_of(answer: bytes, columns: Sequence[str]) -> Rows:
    """Parse the rows of an answer of `POST /query/events`, which leaves out nulls."""
    result = orjson.loads(answer)["data"]["result"]
    return [tuple(row.get(name) for name in columns) for row in result]


@frozen
class OverHttp:
    """A running evsrv server, over one connection."""

    _client: Client

    def ask(self, body: Any) -> Prepared:
        """Prepare a query."""
        sent = orjson.dumps(body)

        def work() -> bytes:
            return self._client.post(PATH, sent)

        def rows() -> Rows:
            return rows_of(work(), column_names(body))

        return Prepared(work, rows)


@contextmanager
def serving_with_copy(db: Path, key: str, folder: Path, **settings: str) -> Iterator[Server]:
    """Run a server that has a columnar copy in a folder, and no cache."""
    variables = {
        "EVSRV_COLUMNAR": "on",
        "EVSRV_COLUMNAR_DIR": str(folder),
        "EVSRV_CACHE_BYTES": "0",
        # SQLite answers while the copy is filled.
        "EVSRV_QUERY_TIMEOUT": "600",
    }
    with serving(db, key, **variables | settings) as server:
        yield server


def fill_copy(server: Server, client: Client, bodies: Iterable[Any]) -> float:
    """Ask queries until a server's copy answers all of them; return the seconds.

    Raises `Failed` if the server does no more work, and SQLite still answers one.
    """
    started = time.monotonic()
    waiting = [orjson.dumps(body) for body in bodies]
    # The column of a condition is filled when it is asked for again.
    for body in waiting * 2:
        client.post(PATH, body)
    idle_polls = 0
    while waiting:
        if client.post_for_response(PATH, waiting[-1]).engine == "duckdb":
            waiting.pop()
            continue
        idle_polls = idle_polls + 1 if _is_idle(server) else 0
        if idle_polls == _MAX_IDLE_POLLS:
            raise Failed(f"the columnar copy does not answer {waiting[-1].decode()}")
    seconds = time.monotonic() - started
    while not _is_idle(server):
        pass
    return seconds


def _is_idle(server: Server) -> bool:
    """Return whether a server does no work for a while."""
    before = server.processor_time()
    time.sleep(_POLL_SECONDS)
    return server.processor_time() - before < _MIN_BUSY * _POLL_SECONDS
