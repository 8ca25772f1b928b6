"""All rows of a query as a stream of bytes, in memory that does not grow with them."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from functools import cache, partial
from typing import Any, TypeGuard

import orjson
from attrs import frozen

from evsrv.core.errors import Issue, Unprocessable
from evsrv.core.fields import Kind
from evsrv.engine.port import Engine
from evsrv.engine.port import Row as EngineRow
from evsrv.query.columns import Column
from evsrv.query.plan import Plan
from evsrv.query.reference import Reference
from evsrv.service.answer import Row, as_texts, row_encoder
from evsrv.service.file_formats import FileFormat


@frozen
class Export:
    """All rows of a query as a file."""

    form: FileFormat
    chunks: AsyncGenerator[bytes, None]


def refuse_meta(plan: Plan) -> None:
    """Raise `Unprocessable` if a plan's answer is to describe its columns: a file has only rows."""
    if plan.has_meta:
        raise Unprocessable.of([Issue("/meta", "a file has only rows; leave meta away")])


async def export_rows(
    engine: Engine, plan: Plan, form: FileFormat, count: Callable[[int], None]
) -> AsyncGenerator[bytes, None]:
    """Yield a plan's rows as chunks of a file.

    A JSON field is unpacked: its members are columns `field.key`, in code point order; with the
    mode `json` it is one column of JSON as it was sent. `count` is called with each chunk's number
    of rows. Raises `Unprocessable` if a member would share its column's name with another path.
    """
    unpacked = [column for column in plan.columns if _is_unpacked(column)]
    named = [column for column in unpacked if form.has_header or _may_clash(column, plan)]
    async with engine.stream(plan) as stream:
        keys = await stream.property_keys(named)
        _reject_clashes(plan, keys)
        # Made with the first rows, away from the event loop.
        writer = cache(partial(form.writer, _header(plan, keys)))
        to_row = _unpacker(plan, unpacked)

        def encode(rows: Sequence[EngineRow]) -> bytes:
            count(len(rows))
            return writer().write([to_row(row) for row in rows])

        # The header comes with the first rows, so that an error in reading them precedes it.
        async with aclosing(stream.batches(encode)) as chunks:
            async for chunk in chunks:
                yield chunk
    if (end := writer().end) is not None:
        yield await asyncio.to_thread(end)


def _is_unpacked(column: Column) -> TypeGuard[Reference]:
    return (
        isinstance(column, Reference) and column.kind is Kind.DOCUMENT and column.mode == "unpack"
    )


def _header(plan: Plan, keys: Mapping[str, Sequence[str]]) -> list[str]:
    names = (name for column in plan.columns for name in _names(column.name, keys))
    return list(dict.fromkeys(names))


def _names(column: str, keys: Mapping[str, Sequence[str]]) -> list[str]:
    return [f"{column}.{key}" for key in keys[column]] if column in keys else [column]


def _may_clash(column: Reference, plan: Plan) -> bool:
    """Return whether a member `a.b` of a JSON field could take the name of a path's column."""
    return any(_is_deep(other) and other.field == column.field for other in plan.columns)


def _reject_clashes(plan: Plan, keys: Mapping[str, Sequence[str]]) -> None:
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
    # A path of one part is the member itself, unless a function gives another value of it.
    return isinstance(column, Reference) and (
        len(column.path) > 1 or (bool(column.path) and column.function is not None)
    )


def _unpacker(plan: Plan, unpacked: Sequence[Reference]) -> Callable[[EngineRow], Row]:
    """Return a row encoder that has the members of JSON fields as columns."""
    encode_row = row_encoder(
        plan.columns, plan.json_values, without=tuple(unpacked), documents="native"
    )
    positions = [(plan.columns.index(column), column.name) for column in unpacked]
    members: Callable[[str], dict[str, Any]] = (
        orjson.loads if plan.json_values == "native" else as_texts
    )

    def unpack(values: EngineRow) -> Row:
        row = encode_row(values)
        for position, name in positions:
            if (document := values[position]) is not None:
                row.update((f"{name}.{key}", value) for key, value in members(document).items())
        return row

    return unpack
