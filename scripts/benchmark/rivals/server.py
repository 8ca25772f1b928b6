"""The whole server, over HTTP."""

from collections.abc import Sequence
from typing import Any

import orjson
from attrs import frozen

from benchmark.answers import Prepared, Rows
from benchmark.client import Client
from benchmark.rivals.compiled import column_names

PATH = "/query/events"


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
