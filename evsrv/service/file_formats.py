"""File formats: rows become the bytes of CSV (RFC 4180), NDJSON or a plugin's format."""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import Any

import orjson
from attrs import evolve, field, frozen

from evsrv.service.answer import Row

_BYTE_ORDER_MARK = "\ufeff"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_PLAIN_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)


@frozen
class RowWriter:
    """The writer of one file."""

    write: Callable[[Sequence[Row]], bytes]
    end: Callable[[], bytes] | None = None
    """Returns what follows the last row."""


@frozen(kw_only=True, eq=False)
class FileFormat:
    """A format of files."""

    name: str
    media_type: str
    extension: str
    writer: Callable[[Sequence[str]], RowWriter] = field(repr=False)
    """Returns the writer of rows under a header."""
    has_header: bool = True
    """Whether a writer needs the names of all columns."""
    is_text: bool = True

    @property
    def content_type(self) -> str:
        """Return the value of the header `Content-Type`."""
        return f"{self.media_type}; charset=utf-8" if self.is_text else self.media_type


def whole_file(form: FileFormat, header: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Return a file with these rows."""
    writer = form.writer(header)
    content = writer.write(rows)
    return content if writer.end is None else content + writer.end()


def write_ndjson(rows: Sequence[Row]) -> bytes:
    """Return rows as JSON objects, one a line."""
    return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)


def _ndjson_writer(_: Sequence[str]) -> RowWriter:
    return RowWriter(write_ndjson)


def _csv_writer(header: Sequence[str]) -> RowWriter:
    return _delimited_writer(header, "", _cell)


def _spreadsheet_writer(header: Sequence[str]) -> RowWriter:
    return _delimited_writer(header, _BYTE_ORDER_MARK, _spreadsheet_cell)


def _delimited_writer(header: Sequence[str], mark: str, to_cell: Callable[[Any], str]) -> RowWriter:
    """Return a writer of CSV; the header comes with the first call."""
    pending: list[Sequence[str]] = [header]

    def write(rows: Sequence[Row]) -> bytes:
        text = io.StringIO()
        if pending:
            text.write(mark)
        cells = ([to_cell(row.get(name)) for name in header] for row in rows)
        csv.writer(text).writerows(chain(pending, cells))
        pending.clear()
        return text.getvalue().encode()

    return RowWriter(write)


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


CSV = FileFormat(name="csv", media_type="text/csv", extension="csv", writer=_csv_writer)
NDJSON = FileFormat(
    name="ndjson",
    media_type="application/x-ndjson",
    extension="ndjson",
    writer=_ndjson_writer,
    has_header=False,
)
SPREADSHEET = evolve(CSV, name="spreadsheet", writer=_spreadsheet_writer)
"""CSV for spreadsheet programs: they know UTF-8 by its byte order mark, and formulas by a sign."""

BODIES = evolve(NDJSON, name="bodies")
"""NDJSON of what ingestion takes."""

EXPORT_FORMATS: Mapping[str, FileFormat] = MappingProxyType({"csv": CSV, "ndjson": NDJSON})
"""The formats of every server that exports have by name."""
