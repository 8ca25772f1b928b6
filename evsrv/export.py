"""All rows of a query as a stream of bytes: CSV or NDJSON, in memory that does not grow."""

import csv
import io
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any, Literal

import orjson

from evsrv.fields import Kind
from evsrv.plan import Plan
from evsrv.plan.model import Reference
from evsrv.response import Row, as_texts, row_shower
from evsrv.sql import compile_keys, compile_plan
from evsrv.sqltext import Sql

Format = Literal["csv", "ndjson"]

_CHUNK = 500
"""How many rows are read and written at a time."""


def export(
    plan: Plan, form: Format, count: Callable[[int], None]
) -> Callable[[sqlite3.Connection], Iterator[bytes]]:
    """Make the work that reads a plan's rows and gives them as chunks of a file.

    `count` is told of each chunk's rows.
    A JSON field is unpacked: its members are columns `field.key`, in code point order; with the
    mode `json` it is one column of JSON.
    """
    page = compile_plan(plan).page
    unpacked = [
        column
        for column in plan.columns
        if isinstance(column, Reference)
        and column.kind is Kind.DOCUMENT
        and column.mode == "unpack"
    ]

    def chunks(connection: sqlite3.Connection) -> Iterator[bytes]:
        if form == "csv":
            keys = {column.name: _keys(connection, plan, column) for column in unpacked}
            write = _csv_writer([name for column in plan.columns for name in _names(column, keys)])
            yield write([])
        else:
            write = _write_ndjson
        show = _unpacker(plan, unpacked)
        cursor = _execute(connection, page)
        while rows := cursor.fetchmany(_CHUNK):
            count(len(rows))
            yield write([show(row) for row in rows])

    return chunks


def _names(column: Any, keys: dict[str, list[str]]) -> list[str]:
    if column.name in keys:
        return [f"{column.name}.{key}" for key in keys[column.name]]
    return [column.name]


def _keys(connection: sqlite3.Connection, plan: Plan, column: Reference) -> list[str]:
    return [key for (key,) in _execute(connection, compile_keys(plan, column))]


def _execute(connection: sqlite3.Connection, query: Sql) -> sqlite3.Cursor:
    return connection.execute(query.text, query.parameters)


def _unpacker(plan: Plan, unpacked: Sequence[Reference]) -> Callable[[Sequence[Any]], Row]:
    """Show rows as a response does, but with the members of JSON fields as columns."""
    show_row = row_shower(plan, without=unpacked)
    places = [(plan.columns.index(column), column.name) for column in unpacked]
    members = orjson.loads if plan.json_values == "native" else as_texts

    def show(values: Sequence[Any]) -> Row:
        row = show_row(values)
        for place, name in places:
            if (document := values[place]) is not None:
                row.update((f"{name}.{key}", value) for key, value in members(document).items())
        return row

    return show


def _write_ndjson(rows: Sequence[Row]) -> bytes:
    return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)


def _csv_writer(header: Sequence[str]) -> Callable[[Sequence[Row]], bytes]:
    """Write rows under a header (RFC 4180); the header comes with the first call."""
    first: list[Sequence[str]] = [header]

    def write(rows: Sequence[Row]) -> bytes:
        text = io.StringIO()
        cells = ([_cell(row.get(name)) for name in header] for row in rows)
        csv.writer(text).writerows(chain(first, cells))
        first.clear()
        return text.getvalue().encode()

    return write


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else orjson.dumps(value).decode()
