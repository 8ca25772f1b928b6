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

_MAX_FILL_SECONDS = 3600.0
_POLL_SECONDS = 0.5
_MAX_POLLS = 600
_MIN_BUSY = 0.1
"""The share of a processor from which on a server without requests is not idle."""


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

    Raises `Failed` if that takes more than an hour, or the server is still busy minutes later.
    """
    started = time.monotonic()
    waiting = [orjson.dumps(body) for body in bodies]
    # The column of a condition is filled when it is asked for again.
    for body in waiting * 2:
        client.post(PATH, body)
    while waiting:
        if client.post_for_response(PATH, waiting[-1]).engine == "duckdb":
            waiting.pop()
            continue
        if time.monotonic() - started > _MAX_FILL_SECONDS:
            raise Failed(f"the columnar copy does not answer {waiting[-1].decode()}")
        time.sleep(_POLL_SECONDS)
    seconds = time.monotonic() - started
    _wait_until_idle(server)
    return seconds


def _wait_until_idle(server: Server) -> None:
    """Wait until a server has ended the work that it does in the background."""
    for _ in range(_MAX_POLLS):
        before = server.processor_time()
        time.sleep(_POLL_SECONDS)
        if server.processor_time() - before < _MIN_BUSY * _POLL_SECONDS:
            return
    raise Failed("the server does not come to rest after its columnar copy was filled")
