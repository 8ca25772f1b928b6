"""Copying from and to a PostgreSQL database."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from evsrv.core.dsn import Dsn
from evsrv.engine.transfer_parts import Part, Row
from evsrv.postgresql.connections import Connections, open_connections
from evsrv.postgresql.errors import mapped_data_errors, mapped_schema_errors
from evsrv.postgresql.session import Session
from evsrv.postgresql.transfer_rows import FIND, READ, TABLES
from evsrv.postgresql.transfer_store import put_rows

_TIMEOUT = 600.0
"""Seconds that a statement may take."""


class PostgresTransferReader:
    """A database in one snapshot, as a `TransferReader`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def count(self, part: Part[Any]) -> int:
        """Return the number of rows of a part."""
        return int(await self._session.fetchval(f"SELECT count(*) FROM {TABLES[part]}"))  # noqa: S608

    async def batches(self, part: Part[Row]) -> AsyncIterator[Sequence[Row]]:
        """Yield all rows of a part."""
        async for batch in READ[part](self._session):
            yield batch

    async def find(self, part: Part[Row], rows: Sequence[Row]) -> Sequence[Row]:
        """Return the stored rows that have the identities of these."""
        return await FIND[part](self._session, rows)


class PostgresTransferWriter:
    """A database that rows are copied to, as a `TransferWriter`. Servers may be using it."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def put(self, part: Part[Row], rows: Sequence[Row]) -> Sequence[Row]:
        """Store the rows whose identity is not stored yet; return the stored ones of the others."""
        with mapped_data_errors():
            async with self._connections.write(_TIMEOUT) as session:
                return await put_rows(session, part, rows)


_VACUUM = "VACUUM (ANALYZE) events, conversations, messages, feedback, property_keys"


@asynccontextmanager
async def open_transfer_reader(dsn: Dsn) -> AsyncIterator[PostgresTransferReader]:
    """Open a snapshot of a database that has tables of evsrv. Raises `StoreError`."""
    with mapped_schema_errors(dsn):
        async with (
            await open_connections(dsn, size=1, timeout=_TIMEOUT, unchanged=True) as connections,
            connections.long_snapshot(_TIMEOUT) as session,
        ):
            yield PostgresTransferReader(session)


@asynccontextmanager
async def open_transfer_writer(dsn: Dsn) -> AsyncIterator[PostgresTransferWriter]:
    """Open a database for writing; an empty one gets tables. Raises `StoreError`."""
    with mapped_schema_errors(dsn):
        async with await open_connections(dsn, size=1, timeout=_TIMEOUT) as connections:
            yield PostgresTransferWriter(connections)
            async with connections.trusted() as session:
                # Else PostgreSQL plans queries for small tables, and looks up each row that an
                # index has, until its own vacuum has been there.
                await session.execute(_VACUUM)
