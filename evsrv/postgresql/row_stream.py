"""All rows of a plan as a stream, read in one snapshot."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Any, TypeVar

import orjson
from attrs import evolve

from evsrv.engine.port import Row
from evsrv.postgresql.compiler.raw_statement import compile_documents, compile_raw
from evsrv.postgresql.page import read_rows
from evsrv.postgresql.property_keys import list_keys_of_field
from evsrv.postgresql.session import Session
from evsrv.query.plan import Plan
from evsrv.query.reference import Reference
from evsrv.sqlite.memory_tables import MemoryDatabases
from evsrv.sqlite.property_keys import has_listed_keys
from evsrv.sqlite.row_stream import BATCH_ROWS, MAX_BATCH_CHARACTERS

T = TypeVar("T")

_FETCHED_ROWS = 100
"""Rows of one round trip; each may have long documents."""


class PostgresRowStream:
    """The rows of a plan, in a session behind the wall of its scope."""

    def __init__(
        self, session: Session, plan: Plan, memory: MemoryDatabases, timeout: float
    ) -> None:
        self._session = session
        self._plan = plan
        self._memory = memory
        self._timeout = timeout

    async def property_keys(self, fields: Sequence[Reference]) -> Mapping[str, Sequence[str]]:
        """Return the keys that whole JSON fields have in the plan's rows, by field name."""
        if has_listed_keys(self._plan) and self._plan.has_all_rows:
            return {
                field.name: await list_keys_of_field(self._session, field.name) for field in fields
            }
        found: dict[str, set[str]] = {field.name: set() for field in fields}
        async with aclosing(self._documents(fields)) as batches:
            async for rows in batches:
                await asyncio.to_thread(_add_keys, tuple(found.values()), rows)
        return {name: sorted(keys) for name, keys in found.items()}

    async def batches(self, encode: Callable[[Sequence[Row]], T]) -> AsyncGenerator[T, None]:
        """Yield the rows in batches, at least one, each encoded on another thread."""
        batch: list[Any] = []
        characters = 0
        if self._plan.groups is not None:
            finish = _as_it_is
            source = self._groups(self._plan)
        else:
            statement = compile_raw(self._plan)
            finish = statement.finish
            source = self._session.batches(statement.page, _FETCHED_ROWS)
        async with aclosing(source) as fetched:
            async for rows in fetched:
                batch += rows
                characters += sum(
                    len(value) for row in rows for value in row if isinstance(value, str)
                )
                if len(batch) >= BATCH_ROWS or characters >= MAX_BATCH_CHARACTERS:
                    yield await asyncio.to_thread(_encode, encode, finish, batch)
                    batch, characters = [], 0
        yield await asyncio.to_thread(_encode, encode, finish, batch)

    def _documents(
        self, fields: Sequence[Reference]
    ) -> AsyncGenerator[Sequence[Sequence[Any]], None]:
        """Yield the texts of JSON fields of the plan's rows."""
        if self._plan.has_all_rows:
            # In any order, and without groups, the documents have the same keys.
            query = compile_documents(self._plan, fields)
        else:
            plan = evolve(self._plan, columns=tuple(fields))
            if plan.groups is not None:
                return self._groups(plan)
            query = compile_raw(plan).page
        return self._session.batches(query, _FETCHED_ROWS)

    async def _groups(self, plan: Plan) -> AsyncGenerator[Sequence[Row], None]:
        """Yield the rows of a grouped plan."""
        rows = await read_rows(plan, self._session, self._memory, self._timeout)
        for start in range(0, len(rows), _FETCHED_ROWS):
            yield rows[start : start + _FETCHED_ROWS]


def _encode(
    encode: Callable[[Sequence[Row]], T], finish: Callable[[Sequence[Any]], Row], rows: list[Any]
) -> T:
    return encode([finish(row) for row in rows])


def _as_it_is(row: Sequence[Any]) -> Row:
    return row


def _add_keys(found: Sequence[set[str]], rows: Sequence[Sequence[Any]]) -> None:
    for row in rows:
        for keys, document in zip(found, row, strict=True):
            if document is not None:
                keys.update(orjson.loads(document))
