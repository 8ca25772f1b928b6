"""Tables of PostgreSQL with the rows of a SQLite database, for statements of the compiler."""

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from evsrv.core.datasets import DATASETS, Dataset
from evsrv.core.kinds import Kind
from evsrv.core.sql import Sql
from evsrv.postgresql.functions import FUNCTIONS
from evsrv.postgresql.json_input import jsonb_text

_TYPES = {
    Kind.TEXT: 'text COLLATE "C"',
    Kind.TIME: "bigint",
    Kind.NUMBER: "bigint",
    Kind.DOCUMENT: "jsonb",
    Kind.ARRAY: "jsonb",
}
_JSON = Kind.DOCUMENT | Kind.ARRAY
_SCHEMA = "evsrv_small"


class SmallTables:
    """A connection to the tables."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self.statements: list[str] = []
        """The texts of all statements that were run."""

    async def ask(self, statement: Sql) -> Sequence[Sequence[Any]]:
        """Run a statement."""
        pieces = statement.text.split("?")
        text = "".join(f"${place}{one}" if place else one for place, one in enumerate(pieces))
        self.statements.append(text)
        found: list[Any] = await self._connection.fetch(text, *statement.parameters)
        return found

    async def fill(self, dataset: Dataset, rows: sqlite3.Connection) -> None:
        """Create the table of a dataset, with the rows that SQLite has."""
        kinds = {field.column: field.kind for field in dataset.fields.values()}
        kinds |= {"organization_id": Kind.TEXT, "project_id": Kind.TEXT}
        names = ", ".join(kinds)
        columns = ", ".join(f"{name} {_TYPES[kind]}" for name, kind in kinds.items())
        await self._connection.execute(f"CREATE TABLE {dataset.name} ({columns})")
        places = ", ".join(f"${place}" for place in range(1, len(kinds) + 1))
        stored = [
            tuple(
                jsonb_text(value) if kind in _JSON and value is not None else value
                for kind, value in zip(kinds.values(), row, strict=True)
            )
            for row in rows.execute(f"SELECT {names} FROM {dataset.name} AS e")
        ]
        await self._connection.executemany(
            f"INSERT INTO {dataset.name} ({names}) VALUES ({places})", stored
        )


@asynccontextmanager
async def open_small_tables(dsn: str, rows: sqlite3.Connection) -> AsyncIterator[SmallTables]:
    """Make the tables of all datasets in a schema that is dropped at the end."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE")
        await connection.execute(f"CREATE SCHEMA {_SCHEMA}")
        await connection.execute(f"SET search_path = {_SCHEMA}")
        for function in FUNCTIONS:
            await connection.execute(function)
        tables = SmallTables(connection)
        for dataset in DATASETS.values():
            await tables.fill(dataset, rows)
        yield tables
    finally:
        await connection.execute(f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE")
        await connection.close()
