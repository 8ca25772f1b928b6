"""A connection in use: statements whose errors are the engine's."""

from collections.abc import AsyncGenerator, Iterable, Sequence
from typing import Any, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from evsrv.core.sql import Sql
from evsrv.postgresql.errors import mapped_errors
from evsrv.postgresql.statement import numbered

Record: TypeAlias = asyncpg.Record
"""A row, by position and by name."""

GRACE_SECONDS = 1.0
"""Beyond the server's own limit: then the server hangs."""

END_SECONDS = 2.0
"""For the server to end a statement that it shall stop, and a transaction."""


class Session:
    """A connection that nobody else uses meanwhile. Each statement has a limit of time.

    A cancelled statement is interrupted on the server.
    """

    def __init__(self, connection: PoolConnectionProxy, timeout: float, left: float) -> None:
        """Allow `left` seconds to each statement, what a wait left of the limit `timeout`."""
        self._connection = connection
        self.left = left
        self._timeout = timeout
        self._patience = left + GRACE_SECONDS

    async def rows(self, query: Sql) -> Sequence[Record]:
        """Return the rows of a query."""
        text, parameters = numbered(query)
        return await self.fetch(text, *parameters)

    async def batches(self, query: Sql, size: int) -> AsyncGenerator[Sequence[Record], None]:
        """Yield the rows of a query in batches, of which only the last may be smaller.

        The session must be in a transaction. The server computes each batch when it is due.
        """
        text, parameters = numbered(query)
        with mapped_errors(self._timeout):
            cursor = await self._connection.cursor(text, *parameters, timeout=self._patience)
        while True:
            with mapped_errors(self._timeout):
                rows = await cursor.fetch(size, timeout=self._patience)
            yield rows
            if len(rows) < size:
                return

    async def fetch(self, text: str, *arguments: Any) -> Sequence[Record]:
        """Return the rows of a statement of this engine."""
        with mapped_errors(self._timeout):
            rows: Sequence[Record] = await self._connection.fetch(
                text, *arguments, timeout=self._patience
            )
        return rows

    async def fetchrow(self, text: str, *arguments: Any) -> Record | None:
        """Return the first row of a statement of this engine, if it has one."""
        return next(iter(await self.fetch(text, *arguments)), None)

    async def fetchval(self, text: str, *arguments: Any) -> Any:
        """Return the first value of the first row; None without rows."""
        row = await self.fetchrow(text, *arguments)
        return None if row is None else row[0]

    async def execute(self, text: str, *arguments: Any) -> None:
        """Run a statement of this engine."""
        with mapped_errors(self._timeout):
            await self._connection.execute(text, *arguments, timeout=self._patience)

    async def executemany(self, text: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement of this engine for each row, all or none."""
        with mapped_errors(self._timeout):
            await self._connection.executemany(text, rows, timeout=self._patience)
