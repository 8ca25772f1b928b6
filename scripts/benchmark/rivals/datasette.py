"""Datasette, which runs SQL by hand over HTTP."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import orjson
from attrs import frozen

from benchmark.answers import Prepared, Rows, comparable
from benchmark.client import Client
from benchmark.processes import free_port, listening
from benchmark.questions import PARAMETERS, Question
from benchmark.rivals.compiled import column_names

_SETTINGS = {"sql_time_limit_ms": 60_000, "max_returned_rows": 10_000}


@contextmanager
def serving_datasette(db: Path) -> Iterator[int]:
    """Run Datasette on a database; yield its port."""
    port = free_port()
    command = [sys.executable, "-m", "datasette", "serve", str(db), "--port", str(port)]
    for name, value in _SETTINGS.items():
        command += ["--setting", name, str(value)]
    with listening(command, port):
        yield port


def query_path(db: Path, sql: str, **parameters: str) -> str:
    """Return the path of a query, with the numbers of `PARAMETERS` in its SQL.

    Datasette would bind them as text, which SQLite sorts after any number.
    """

    def number(match: re.Match[str]) -> str:
        value = PARAMETERS.get(match[1])
        return str(value) if isinstance(value, int) else match[0]

    written = re.sub(r":(\w+)", number, sql)
    texts = {name: value for name, value in PARAMETERS.items() if isinstance(value, str)}
    query = {"sql": written, "_shape": "arrays", **texts, **parameters}
    return f"/{db.stem}.json?{urlencode(query)}"


@frozen
class Datasette:
    """A running Datasette on a database, over one connection."""

    _client: Client
    _db: Path

    def ask(self, question: Question) -> Prepared:
        """Prepare a question."""
        path = query_path(self._db, question.by_hand)

        def work() -> bytes:
            return self._client.get(path)

        def rows() -> Rows:
            return comparable(orjson.loads(work())["rows"], column_names(question.body))

        return Prepared(work, rows)
