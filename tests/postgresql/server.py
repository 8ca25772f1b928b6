"""A PostgreSQL for tests, and the tables of datasets in it."""

import asyncio
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import asyncpg
from support.citus import is_citus
from support.postgres import new_database

from evsrv.core.datasets import DATASETS, Dataset
from evsrv.core.fields import Kind
from evsrv.core.sql import Sql
from evsrv.postgresql.functions import FUNCTIONS
from evsrv.postgresql.json_input import jsonb_text
from evsrv.postgresql.statement import numbered

T = TypeVar("T")

_TYPES = {
    Kind.TEXT: 'text COLLATE "C"',
    Kind.TIME: "bigint",
    Kind.NUMBER: "bigint",
    Kind.DOCUMENT: "jsonb",
    Kind.ARRAY: "jsonb",
}


class Database:
    """A connection to a database, for tests that are not asynchronous."""

    def __init__(self, dsn: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._connection: asyncpg.Connection = self._run(asyncpg.connect(dsn))

    def _run(self, made: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_until_complete(made)

    def execute(self, text: str) -> None:
        self._run(self._connection.execute(text))

    def rows(self, query: Sql) -> list[Sequence[Any]]:
        text, parameters = numbered(query)
        return [tuple(row) for row in self._run(self._connection.fetch(text, *parameters))]

    async def ask(self, query: Sql) -> Sequence[Sequence[Any]]:
        """Return the rows of a query, for code that is asynchronous."""
        text, parameters = numbered(query)
        found: Sequence[Sequence[Any]] = await self._connection.fetch(text, *parameters)
        return found

    def run(self, made: Coroutine[Any, Any, T]) -> T:
        """Run code that asks this database."""
        return self._run(made)

    def value(self, query: Sql) -> Any:
        ((value,),) = self.rows(query)
        return value

    def make_functions(self) -> None:
        for statement in FUNCTIONS:
            self.execute(statement)

    def make_table(self, dataset: Dataset, rows: Sequence[Sequence[Any]]) -> None:
        """Make a dataset's table with rows of SQLite's, whose columns are those of its fields."""
        fields = tuple(dataset.fields.values())
        columns = ", ".join(f"{field.column} {_TYPES[field.kind]}" for field in fields)
        self.execute(f"DROP TABLE IF EXISTS {dataset.name}")
        self.execute(f"CREATE TABLE {dataset.name} ({columns})")
        if is_citus():
            self.execute(f"SELECT create_distributed_table('{dataset.name}', 'organization_id')")
        places = ", ".join(f"${number}" for number in range(1, len(fields) + 1))
        stored = [
            [
                jsonb_text(value) if value is not None and _TYPES[one.kind] == "jsonb" else value
                for one, value in zip(fields, row, strict=True)
            ]
            for row in rows
        ]
        insert = f"INSERT INTO {dataset.name} VALUES ({places})"
        self._run(self._connection.executemany(insert, stored))

    def close(self) -> None:
        self._run(self._connection.close())
        self._loop.close()


@contextmanager
def connected_database(server: str) -> Iterator[Database]:
    """Make a database on a server, connect to it, and drop it."""
    with new_database(server) as dsn:
        database = Database(dsn.secret)
        try:
            yield database
        finally:
            database.close()


def tables_of(sqlite: Any) -> dict[Dataset, list[tuple[Any, ...]]]:
    """Return the rows of every dataset of a SQLite database."""
    return {
        dataset: sqlite.execute(
            f"SELECT {', '.join(field.column for field in dataset.fields.values())}"
            f" FROM {dataset.name}"
        ).fetchall()
        for dataset in DATASETS.values()
    }
