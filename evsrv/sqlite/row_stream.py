"""All rows of a plan as a stream, read in one snapshot."""

import sqlite3
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import TypeVar

import orjson
from attrs import evolve

from evsrv.core.sql import Sql
from evsrv.engine.port import Row
from evsrv.plugin.interruption import checkpoint
from evsrv.query.plan import Plan
from evsrv.query.reference import Reference
from evsrv.sqlite.compile_context import read_plan_context
from evsrv.sqlite.compiler.context import CompileContext
from evsrv.sqlite.compiler.statement import compile_documents, compile_rows
from evsrv.sqlite.plugin_sql import PluginTerms, run_naming_plugins
from evsrv.sqlite.property_keys import has_listed_keys, list_keys_of_field
from evsrv.sqlite.read_session import ReadSession

T = TypeVar("T")

BATCH_ROWS = 500
"""How many rows are read and encoded at a time."""

MAX_BATCH_CHARACTERS = 4_000_000
"""Characters of text after which a batch ends, so that its memory and its encoding are bounded."""

_KEY_SCAN_ROWS = 5_000
"""How many rows are scanned for keys at a time."""


class SqliteRowStream:
    """The rows of a plan, on a connection that nobody else uses meanwhile."""

    def __init__(self, session: ReadSession, plan: Plan, plugin_terms: PluginTerms) -> None:
        self._session = session
        self._plan = plan
        self._plugin_terms = plugin_terms

    async def property_keys(self, fields: Sequence[Reference]) -> Mapping[str, Sequence[str]]:
        """Return the keys that whole JSON fields have in the plan's rows, by field name."""
        if not fields:
            return {}
        if has_listed_keys(self._plan) and self._plan.has_all_rows:
            return await self._run(lambda connection: self._listed_keys(connection, fields))
        cursor = await self._run(
            lambda connection: _execute(
                connection, self._compile_documents(fields, self._context(connection))
            )
        )
        found: dict[str, set[str]] = {field.name: set() for field in fields}

        def scan(_: sqlite3.Connection) -> bool:
            rows = 0
            for row in islice(cursor, _KEY_SCAN_ROWS):
                checkpoint()
                rows += 1
                for keys, document in zip(found.values(), row, strict=True):
                    if document is not None:
                        keys.update(orjson.loads(document))
            return rows == _KEY_SCAN_ROWS

        while await self._run(scan):
            pass
        return {name: sorted(keys) for name, keys in found.items()}

    async def batches(self, encode: Callable[[Sequence[Row]], T]) -> AsyncGenerator[T, None]:
        """Yield the rows in batches, at least one, each encoded on the connection's thread."""
        cursor = await self._run(
            # Compiled in the snapshot that it runs in.
            lambda connection: _execute(
                connection, compile_rows(self._plan, self._context(connection))
            )
        )
        done = False

        def step(_: sqlite3.Connection) -> T:
            nonlocal done
            rows, characters = [], 0
            for row in cursor:
                rows.append(row)
                characters += sum(len(value) for value in row if isinstance(value, str))
                if len(rows) == BATCH_ROWS or characters >= MAX_BATCH_CHARACTERS:
                    break
            else:
                done = True
            return encode(rows)

        while not done:
            yield await self._run(step)

    async def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await self._session.run(
            partial(run_naming_plugins, work, (self._plan,), self._plugin_terms)
        )

    def _context(self, connection: sqlite3.Connection) -> CompileContext:
        return read_plan_context(connection, self._plan)

    def _compile_documents(self, fields: Sequence[Reference], context: CompileContext) -> Sql:
        if self._plan.has_all_rows:
            # In any order, and without groups, the documents have the same keys.
            return compile_documents(self._plan, fields, context)
        return compile_rows(evolve(self._plan, columns=tuple(fields)), context)

    def _listed_keys(
        self, connection: sqlite3.Connection, fields: Sequence[Reference]
    ) -> dict[str, list[str]]:
        organization, project = self._plan.scope.organization_id, self._plan.scope.project_id
        return {
            field.name: list_keys_of_field(connection, organization, project, field.name)
            for field in fields
        }


def _execute(connection: sqlite3.Connection, query: Sql) -> sqlite3.Cursor:
    return connection.execute(query.text, query.parameters)
