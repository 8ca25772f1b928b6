"""File formats of an export: rows become the bytes of CSV (RFC 4180) or NDJSON."""

import csv
import io
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, Literal

import orjson

from evsrv.service.answer import Row

Format = Literal["csv", "ndjson"]
RowWriter = Callable[[Sequence[Row]], bytes]


def write_ndjson(rows: Sequence[Row]) -> bytes:
    """Return rows as JSON objects, one a line."""
    return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)


def csv_writer(header: Sequence[str]) -> RowWriter:
    """Return a writer of rows under a header; the header comes with the first call."""
    pending: list[Sequence[str]] = [header]

    def write(rows: Sequence[Row]) -> bytes:
        text = io.StringIO()
        cells = ([_cell(row.get(name)) for name in header] for row in rows)
        csv.writer(text).writerows(chain(pending, cells))
        pending.clear()
        return text.getvalue().encode()

    return write


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    json = orjson.dumps(value)
    # A string that comes as ready JSON is written as any other: the file's quotes are enough.
    return str(orjson.loads(json)) if json.startswith(b'"') else json.decode()
