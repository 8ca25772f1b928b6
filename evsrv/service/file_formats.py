"""File formats of an export: rows become the bytes of CSV (RFC 4180) or NDJSON."""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any, Final, Literal

import orjson

from evsrv.core.errors import Issue, Unprocessable
from evsrv.service.answer import Row

Format = Literal["csv", "spreadsheet", "ndjson", "bodies"]
SPREADSHEET: Final = "spreadsheet"
"""CSV for spreadsheet programs: they know UTF-8 by its byte order mark, and formulas by a sign."""

BODIES: Final = "bodies"
"""NDJSON of what ingestion takes."""

_BYTE_ORDER_MARK = "\ufeff"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_PLAIN_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
_AS = "as"
EXPORT_OPTIONS: Mapping[str, Sequence[str]] = {SPREADSHEET: ("true", "false"), _AS: ("events",)}
"""The URL parameters of an export that choose its format, and their values."""

RowWriter = Callable[[Sequence[Row]], bytes]


def format_of(options: Mapping[str, str], preferred: Format) -> Format:
    """Return the format that `EXPORT_OPTIONS` choose, else the preferred one.

    Raises `Unprocessable` if they choose two.
    """
    spreadsheet = options.get(SPREADSHEET) == "true"
    if _AS not in options:
        return SPREADSHEET if spreadsheet else preferred
    if spreadsheet:
        raise Unprocessable.of(
            [Issue("", f"{_AS} and {SPREADSHEET} are two formats; leave one away")]
        )
    return BODIES


def write_ndjson(rows: Sequence[Row]) -> bytes:
    """Return rows as JSON objects, one a line."""
    return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)


def csv_writer(header: Sequence[str], form: Format = "csv") -> RowWriter:
    """Return a writer of rows under a header; the header comes with the first call."""
    to_cell = _spreadsheet_cell if form == SPREADSHEET else _cell
    pending: list[Sequence[str]] = [header]

    def write(rows: Sequence[Row]) -> bytes:
        text = io.StringIO()
        if pending and form == SPREADSHEET:
            text.write(_BYTE_ORDER_MARK)
        cells = ([to_cell(row.get(name)) for name in header] for row in rows)
        csv.writer(text).writerows(chain(pending, cells))
        pending.clear()
        return text.getvalue().encode()

    return write


def _spreadsheet_cell(value: Any) -> str:
    cell = _cell(value)
    if cell.startswith(_FORMULA_STARTS) and not _PLAIN_NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    json = orjson.dumps(value)
    # A string that comes as ready JSON is written as any other: the file's quotes are enough.
    return str(orjson.loads(json)) if json.startswith(b'"') else json.decode()
