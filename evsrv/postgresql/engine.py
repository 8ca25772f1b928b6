"""The PostgreSQL engine: a pool of connections, walls between tenants, one writer of events."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Self, TypeVar

from evsrv.core.datasets import Dataset
from evsrv.core.dsn import Dsn
from evsrv.core.event import Event
from evsrv.core.scope import Scope
from evsrv.core.time_range import Dependencies
from evsrv.core.timing import stage
from evsrv.engine.api_key import ApiKey
from evsrv.engine.append_result import AppendResult
from evsrv.engine.data_version import DataVersion
from evsrv.engine.discovered import CountedValue, KeySample
from evsrv.engine.errors import QueryTimeout
from evsrv.engine.key_usage import KeyUsage
from evsrv.engine.port import Page, Row, RowStream
from evsrv.engine.selection import Selection
from evsrv.engine.stats import EngineStats
from evsrv.postgresql.api_keys import find_key, has_valid_key, record_key_use
from evsrv.postgresql.connections import Connections, open_connections
from evsrv.postgresql.conversations import PostgresConversations
from evsrv.postgresql.discovery import read_key_details, read_keys, read_values
from evsrv.postgresql.feedback import PostgresFeedback
from evsrv.postgresql.maintenance.prune import prune
from evsrv.postgresql.page import read_page, read_rows
from evsrv.postgresql.row_stream import PostgresRowStream
from evsrv.postgresql.session import Session
from evsrv.postgresql.writer import Writer
from evsrv.query.plan import Plan
from evsrv.sqlite.connections import prepare_nothing
from evsrv.sqlite.memory_tables import MemoryDatabases
from evsrv.sqlite.opening import Prepare

T = TypeVar("T")

_MIN_WORK_SECONDS = 10.0
"""The least limit of writes and of looks at keys, which are no queries."""

_NO_SCOPE = Scope("", None)
"""The scope of an organization that no key can have."""


class PostgresEngine:
    """An open database; also an async context manager that closes it."""

    def __init__(
        self,
        connections: Connections,
        query_timeout: float,
        software: Mapping[str, str],
        prepare: Prepare,
    ) -> None:
        self._connections = connections
        self._memory = MemoryDatabases(prepare)
        self._query_timeout = query_timeout
        work_timeout = _work_timeout(query_timeout)
        self._writer = Writer(connections, work_timeout)
        self._key_usage = KeyUsage(self._record_key_use)
        self._db_bytes = 0
        self.software = software
        self.conversations = PostgresConversations(connections, work_timeout)
        self.feedback = PostgresFeedback(connections, work_timeout)

    @classmethod
    async def open(
        cls,
        dsn: Dsn,
        *,
        connections: int = 10,
        query_timeout: float = 10.0,
        prepare: Prepare = prepare_nothing,
    ) -> Self:
        """Open a database; an empty or older one is migrated.

        `connections` is the most that are open at once, of which reads leave some for writes;
        `query_timeout` is in seconds. `prepare` is
        called with each SQLite connection in memory, on which groups are composed. Raises
        `StoreError` if the database cannot be used.
        """
        async with AsyncExitStack() as closed_by_error:
            opened = await closed_by_error.enter_async_context(
                await open_connections(dsn, size=connections, timeout=_work_timeout(query_timeout))
            )
            async with opened.trusted() as session:
                version = await session.fetchval("SHOW server_version")
            software = {"postgresql": version.partition(" ")[0]}
            engine = cls(opened, query_timeout, software, prepare)
            closed_by_error.pop_all()
        return engine

    async def page(self, plan: Plan) -> Page:
        """Return one page of a plan's rows."""
        work = partial(read_page, plan, memory=self._memory, timeout=self._query_timeout)
        return await self._read(work, plan.scope)

    async def rows(self, plan: Plan) -> Sequence[Row]:
        """Return a plan's rows up to its limit, without their total."""
        work = partial(read_rows, plan, memory=self._memory, timeout=self._query_timeout)
        return await self._read(work, plan.scope)

    @asynccontextmanager
    async def stream(self, plan: Plan) -> AsyncIterator[RowStream]:
        """Open a stream of a plan's rows; leaving the context releases its connection."""
        async with self._connections.stream(plan.scope, self._query_timeout) as session:
            yield PostgresRowStream(session, plan, self._memory, self._query_timeout)

    async def property_keys(self, plans: Sequence[Plan], field: str, limit: int) -> Sequence[str]:
        """Return the first keys of a JSON field in the rows of plans, in code point order."""
        return await self._read(partial(read_keys, plans, field, limit), plans[0].scope)

    async def property_details(self, plans: Sequence[Plan], field: str, limit: int) -> KeySample:
        """Return the same keys, with details from the newest rows of each plan."""
        return await self._read(partial(read_key_details, plans, field, limit), plans[0].scope)

    async def property_values(self, plans: Sequence[Plan], limit: int) -> Sequence[CountedValue]:
        """Return the first values of plans for values with their counts."""
        work = partial(read_values, plans, limit, memory=self._memory, timeout=self._query_timeout)
        return await self._read(work, plans[0].scope)

    async def append(self, events: Sequence[Event]) -> list[AppendResult]:
        """Store events, all or none, durably once this returns; results in their order."""
        with stage("db"):
            return await self._writer.append(events)

    async def find_key(self, secret_hash: bytes) -> ApiKey | None:
        """Return the key of a secret's hash; None if it is unknown or revoked."""
        async with self._connections.trusted() as session:
            return await find_key(session, secret_hash)

    async def has_valid_key(self, now: int) -> bool:
        """Return whether any key is valid at a time in epoch milliseconds."""
        async with self._connections.trusted() as session:
            return await has_valid_key(session, now)

    def note_key_use(self, key: ApiKey) -> None:
        """Record the day of a key's use in the background; this never fails."""
        self._key_usage.note(key)

    async def data_version(self, dataset: Dataset) -> DataVersion | None:  # noqa: ARG002 - the port's
        """Return None.

        Servers on one database do not see each other's writes, and transactions do not end in the
        order of any number that a row could have. So no answer is cached.
        """
        return None

    async def validate(
        self,
        version: DataVersion,  # noqa: ARG002 - the port's
        dependencies: Dependencies,  # noqa: ARG002 - the port's
    ) -> DataVersion | None:
        """Return None, as there is no version to begin with."""
        return None

    async def ping(self, timeout: float) -> None:
        """Read by the way that queries take, within `timeout` seconds."""
        await self._read_within(timeout, self._look, _NO_SCOPE)

    async def prune(self, selection: Selection, *, full: bool) -> Mapping[Dataset, int]:
        """Delete old rows in small steps; return their number by dataset.

        If `full`, the property keys that an interrupted prune left are removed too.
        """
        return await prune(self._connections, selection, full=full)

    def stats(self) -> EngineStats:
        """Return the engine's load."""
        return EngineStats(
            readers=self._connections.readers,
            readers_busy=self._connections.reading,
            streams=self._connections.streams,
            reader_waits=self._connections.waits,
            reader_wait_seconds=self._connections.waited,
            writer_queue=self._writer.queue,
            wal_bytes=0,
            wal_held=False,
            wal_restarts=0,
            wal_pause_seconds=0.0,
            db_bytes=self._db_bytes,
            events_stored=self._writer.stored,
            events_duplicate=self._writer.duplicates,
        )

    async def close(self) -> None:
        """Finish the writes that were accepted and close the connections."""
        await self._key_usage.wait()
        await self._writer.close()
        await self._connections.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def _read(self, work: Callable[[Session], Awaitable[T]], scope: Scope) -> T:
        """Run work in a snapshot of a scope, within the time limit of a query."""
        with stage("db"):
            return await self._read_within(self._query_timeout, work, scope)

    async def _read_within(
        self, timeout: float, work: Callable[[Session], Awaitable[T]], scope: Scope
    ) -> T:
        async with self._connections.read(scope, timeout) as session:
            try:
                async with asyncio.timeout(session.left):
                    return await work(session)
            except TimeoutError as error:
                raise QueryTimeout(timeout) from error

    async def _look(self, session: Session) -> None:
        await session.fetch("SELECT FROM events LIMIT 1")
        # For `stats`, which cannot wait for it.
        self._db_bytes = await session.fetchval("SELECT pg_database_size(current_database())")

    async def _record_key_use(self, key_id: str, day: int) -> None:
        async with self._connections.trusted() as session:
            await record_key_use(session, key_id, day)


def _work_timeout(query_timeout: float) -> float:
    return max(query_timeout, _MIN_WORK_SECONDS)
