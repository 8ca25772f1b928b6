"""A server's database beside the server: keys, and rows that no request can store."""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol, TypeVar

from attrs import fields

from evsrv.core.datasets import Dataset
from evsrv.core.dsn import Dsn
from evsrv.core.event import Event
from evsrv.engine.api_key import ApiKey
from evsrv.sqlite.api_keys import create_key, revoke_key
from support import dataset_rows, rows

T = TypeVar("T")


class DatabaseAccess(Protocol):
    """Work on a database that a server may be using."""

    def create_key(self, **members: Any) -> tuple[ApiKey, str]:
        """Create a key; return it and its secret."""

    def revoke_key(self, key_id: str) -> None: ...

    def insert(self, dataset: Dataset, values: Iterable[Any]) -> None:
        """Insert conversations or feedback given by their fields."""

    def insert_events(self, count: int, properties: str, organization: str) -> None:
        """Insert events as `rows.insert_rows` does."""

    def select(self, text: str) -> Sequence[tuple[Any, ...]]:
        """Return the rows of a statement that every engine understands."""


class SqliteAccess:
    """A file."""

    def __init__(self, db: Path) -> None:
        self._db = db

    def create_key(self, **members: Any) -> tuple[ApiKey, str]:
        with closing(sqlite3.connect(self._db)) as connection, connection:
            return create_key(connection, **members, now=_now())

    def revoke_key(self, key_id: str) -> None:
        with closing(sqlite3.connect(self._db)) as connection, connection:
            assert revoke_key(connection, key_id, _now())

    def insert(self, dataset: Dataset, values: Iterable[Any]) -> None:
        dataset_rows.insert_into(self._db, dataset, values)

    def insert_events(self, count: int, properties: str, organization: str) -> None:
        rows.insert_rows(self._db, count, properties=properties, organization=organization)

    def select(self, text: str) -> Sequence[tuple[Any, ...]]:
        with closing(sqlite3.connect(self._db)) as connection:
            return connection.execute(text).fetchall()


class PostgresAccess:
    """A database on a server of PostgreSQL; each call has its own connection."""

    def __init__(self, dsn: Dsn) -> None:
        self._dsn = dsn

    def create_key(self, **members: Any) -> tuple[ApiKey, str]:
        from evsrv.postgresql.api_keys import store_key

        key = ApiKey(id="", created_at=_now(), **members)
        return self._run(lambda session: store_key(session, key))

    def revoke_key(self, key_id: str) -> None:
        from evsrv.postgresql import api_keys

        assert self._run(lambda session: api_keys.revoke_key(session, key_id, _now()))

    def insert(self, dataset: Dataset, values: Iterable[Any]) -> None:
        from evsrv.postgresql.json_input import jsonb_text

        async def insert(session: Any) -> None:
            for row in values:
                columns = dataset_rows.columns_of(dataset, row)
                places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
                await session.execute(
                    f"INSERT INTO {dataset.name} ({', '.join(columns)}) VALUES ({places})",
                    *(
                        jsonb_text(value)
                        if value is not None and name in dataset_rows.JSON_COLUMNS
                        else value
                        for name, value in columns.items()
                    ),
                )

        self._run(insert)

    def insert_events(self, count: int, properties: str, organization: str) -> None:
        async def insert(session: Any) -> None:
            await session.execute(
                """
                INSERT INTO events
                    (id, organization_id, project_id, event_type, type, message_id, created_at,
                     properties)
                SELECT 'r' || lpad(i::text, 6, '0'), $2, 'site', 'message', 'sent', 'm',
                    1772446500000 - i, $3
                FROM generate_series(1, $1::bigint) AS n (i)
                """,
                count,
                organization,
                properties,
            )
            await session.execute(
                """
                INSERT INTO property_keys
                SELECT $1, 'site', 'properties', key FROM jsonb_object_keys($2::jsonb) AS keys (key)
                ON CONFLICT DO NOTHING
                """,
                organization,
                properties,
            )

        self._run(insert)

    def append(self, events: Sequence[Event]) -> None:
        """Store events as a server does."""
        from evsrv.postgresql.append import append_events

        async def append(session: Any) -> None:
            for start in range(0, len(events), 5000):
                await append_events(session, events[start : start + 5000])

        self._run(append)

    def select(self, text: str) -> Sequence[tuple[Any, ...]]:
        async def select(session: Any) -> Sequence[tuple[Any, ...]]:
            return [tuple(row) for row in await session.fetch(text)]

        return self._run(select)

    def _run(self, work: Callable[[Any], Awaitable[T]]) -> T:
        import asyncpg

        from evsrv.postgresql.schema_versions import SCHEMA
        from evsrv.postgresql.session import Session

        async def run() -> T:
            settings = {"search_path": SCHEMA}
            connection = await asyncpg.connect(self._dsn.secret, server_settings=settings)
            try:
                return await work(Session(connection, _TIMEOUT, _TIMEOUT))
            finally:
                await connection.close()

        return in_own_loop(run)


_TIMEOUT = 60.0


def events_of(file: Path) -> list[Event]:
    """Return the events of a file."""
    names = [column.name for column in fields(Event)]
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute(f"SELECT {', '.join(names)} FROM events")
        return [Event(**dict(zip(names, row, strict=True))) for row in found]


def access(db: Path | Dsn) -> DatabaseAccess:
    """Return the access to a database."""
    return PostgresAccess(db) if isinstance(db, Dsn) else SqliteAccess(db)


def in_own_loop(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run asynchronous work for a caller that may be inside of a running event loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()


def _now() -> int:
    return time.time_ns() // 1_000_000
