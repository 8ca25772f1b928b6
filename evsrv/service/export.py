"""All rows of a query as a stream of bytes: CSV or NDJSON, in memory that does not grow."""

import csv
import io
import sqlite3
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Literal, TypeGuard

import orjson

from evsrv.core.errors import Issue, Unprocessable
from evsrv.core.fields import Kind
from evsrv.core.sql import Sql
from evsrv.query.plan import AllOf, Column, Plan, Reference
from evsrv.service.answer import Row, as_texts, row_encoder
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.statement import compile_documents, compile_rows
from evsrv.sqlite.promotions import list_ready_paths
from evsrv.sqlite.property_keys import list_keys_of_field

Format = Literal["csv", "ndjson"]

_CHUNK_ROWS = 500
"""How many rows are read and written at a time."""

_KEY_SCAN_ROWS = 5_000
"""How many rows are searched for keys at a time."""


def export(
    plan: Plan, form: Format, count: Callable[[int], None]
) -> Callable[[sqlite3.Connection], Iterator[bytes]]:
    """Make the work that reads a plan's rows and gives them as chunks of a file.

    A JSON field is unpacked: its members are columns `field.key`, in code point order; with the
    mode `json` it is one column of JSON. `count` is told of each chunk's rows. Chunks may be
    empty. The work raises `Unprocessable` where a member would share its column's name with another
    path.
    """
    unpacked = [
        column
        for column in plan.columns
        if isinstance(column, Reference)
        and column.kind is Kind.DOCUMENT
        and column.mode == "unpack"
    ]

    def chunks(connection: sqlite3.Connection) -> Iterator[bytes]:
        # Compiled in the snapshot that it runs in.
        context = CompileContext(list_ready_paths(connection))
        page = compile_rows(plan, context)
        named = [column for column in unpacked if form == "csv" or _may_clash(column, plan)]
        keys = yield from _keys(connection, plan, named, context)
        _refuse_clashes(plan, keys)
        write = _csv_writer(_header(plan, keys)) if form == "csv" else _write_ndjson
        show = _unpacker(plan, unpacked)
        cursor = _execute(connection, page)
        # The header goes with the first rows, so that an error in making them comes before it.
        rows = cursor.fetchmany(_CHUNK_ROWS)
        while True:
            count(len(rows))
            yield write([show(row) for row in rows])
            if not (rows := cursor.fetchmany(_CHUNK_ROWS)):
                return

    return chunks


def _header(plan: Plan, keys: Mapping[str, Sequence[str]]) -> list[str]:
    names = (name for column in plan.columns for name in _names(column.name, keys))
    return list(dict.fromkeys(names))


def _names(column: str, keys: Mapping[str, Sequence[str]]) -> list[str]:
    return [f"{column}.{key}" for key in keys[column]] if column in keys else [column]


def _may_clash(column: Reference, plan: Plan) -> bool:
    """Tell whether a member `a.b` of a JSON field could take the name of a path's column."""
    return any(_is_deep(other) and other.field == column.field for other in plan.columns)


def _refuse_clashes(plan: Plan, keys: Mapping[str, Sequence[str]]) -> None:
    deep = {column.name for column in plan.columns if _is_deep(column)}
    names = (name for field in keys for name in _names(field, keys))
    issues = [
        Issue("/select", f"a member and a path give one column name {name!r}")
        for name in names
        if name in deep
    ]
    if issues:
        raise Unprocessable.of(issues)


def _is_deep(column: Column) -> TypeGuard[Reference]:
    # A path of one step is the member itself.
    return isinstance(column, Reference) and len(column.path) > 1


def _keys(
    connection: sqlite3.Connection,
    plan: Plan,
    columns: Sequence[Reference],
    context: CompileContext,
) -> Generator[bytes, None, dict[str, list[str]]]:
    """Find the keys of JSON fields, by field.

    Empty chunks come meanwhile: so each piece of a long search has a time limit of its own.
    """
    if plan.where == AllOf():
        organization, project = plan.scope.organization_id, plan.scope.project_id
        return {
            column.name: list_keys_of_field(connection, organization, project, column.name)
            for column in columns
        }
    found: dict[str, set[str]] = {column.name: set() for column in columns}
    if columns:
        cursor = _execute(connection, compile_documents(plan, columns, context))
        while rows := cursor.fetchmany(_KEY_SCAN_ROWS):
            for row in rows:
                for keys, document in zip(found.values(), row, strict=True):
                    if document is not None:
                        keys.update(orjson.loads(document))
            yield b""
    return {name: sorted(keys) for name, keys in found.items()}


def _execute(connection: sqlite3.Connection, query: Sql) -> sqlite3.Cursor:
    return connection.execute(query.text, query.parameters)


def _unpacker(plan: Plan, unpacked: Sequence[Reference]) -> Callable[[Sequence[Any]], Row]:
    """Show rows as a response does, but with the members of JSON fields as columns."""
    show_row = row_encoder(plan.columns, plan.json_values, tuple(unpacked))
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
    if isinstance(value, str):
        return value
    json = orjson.dumps(value)
    # A string that comes as ready JSON is written as any other: the file's quotes are enough.
    return str(orjson.loads(json)) if json.startswith(b'"') else json.decode()
