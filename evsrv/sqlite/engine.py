"""The SQLite engine: one file, a pool of guarded readers, one inline reader and one writer."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Self, TypeVar, TypeVarTuple

from evsrv.core.datasets import Dataset
from evsrv.core.event import Event
from evsrv.core.time_range import Dependencies
from evsrv.core.timing import stage
from evsrv.engine.api_key import ApiKey
from evsrv.engine.append_result import AppendResult
from evsrv.engine.cache import Cache
from evsrv.engine.data_version import DataVersion
from evsrv.engine.discovered import CountedValue, KeySample
from evsrv.engine.errors import StoreError
from evsrv.engine.key_usage import KeyUsage
from evsrv.engine.port import Page, Row, RowStream
from evsrv.engine.stats import EngineStats
from evsrv.query.plan import Plan
from evsrv.query.point_lookup import finds_one_row
from evsrv.sqlite.api_keys import find_key, has_valid_key, record_key_use
from evsrv.sqlite.connection import SqliteConnection, unguarded
from evsrv.sqlite.connections import Connections, open_connections, prepare_nothing
from evsrv.sqlite.conversations import SqliteConversations
from evsrv.sqlite.data_version import read_data_version, validate_version
from evsrv.sqlite.discovery import read_key_details, read_keys_of_all, read_values
from evsrv.sqlite.errors import is_busy
from evsrv.sqlite.feedback import SqliteFeedback
from evsrv.sqlite.inline_reader import InlineBudgetExceeded
from evsrv.sqlite.opening import Prepare
from evsrv.sqlite.page import MAX_TOTALS, TotalCache, read_page, read_rows, read_rows_since
from evsrv.sqlite.ping import NO_SCOPE, find_no_event
from evsrv.sqlite.plugin_sql import NO_TERMS, PluginTerms, run_naming_plugins
from evsrv.sqlite.row_stream import SqliteRowStream
from evsrv.sqlite.secondary_engine import SecondaryEngine, offload, rows_of_page, whole_page
from evsrv.sqlite.used_bytes import read_used_bytes

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class SqliteEngine:
    """An open database file, as an `Engine`; also an async context manager that closes it."""

    software: Mapping[str, str] = MappingProxyType({"sqlite": sqlite3.sqlite_version})

    def __init__(
        self,
        connections: Connections,
        query_timeout: float,
        totals: TotalCache,
        plugin_terms: PluginTerms,
        secondary: SecondaryEngine | None = None,
    ) -> None:
        self._file = connections.file
        self._inline = connections.inline
        self._readers = connections.readers
        self._writer = connections.writer
        self._wal_bound = connections.wal_bound
        self._key_usage = KeyUsage(self._record_key_use)
        self._query_timeout = query_timeout
        self.conversations = SqliteConversations(
            connections.readers, connections.writer, query_timeout
        )
        self.feedback = SqliteFeedback(connections.readers, connections.writer, query_timeout)
        self._totals = totals
        self._last_used_bytes = 0
        self._plugin_terms = plugin_terms
        self._secondary = secondary
        if secondary is not None:
            secondary.start(connections.readers)

    @classmethod
    async def open(
        cls,
        path: Path,
        *,
        readers: int = 4,
        query_timeout: float = 10.0,
        max_totals: int = MAX_TOTALS,
        max_db_bytes: int | None = None,
        max_wal_bytes: int = 0,
        prepare: Prepare = prepare_nothing,
        plugin_terms: PluginTerms = NO_TERMS,
        secondary: SecondaryEngine | None = None,
    ) -> Self:
        """Open a file; a missing one is created, an older one is migrated.

        `readers` is the number of queries that can run at once; 0 if there will be none.
        `query_timeout` is in seconds. At `max_db_bytes` appends are refused. `max_wal_bytes` bounds
        the write-ahead log, unless it is 0. `prepare` is called with every connection, on its own
        thread; errors in the SQL of `plugin_terms` name them. `secondary` answers the grouped
        plans that it can. Raises `StoreError` if the file cannot be used.
        """
        connections = await open_connections(
            path,
            readers=readers,
            query_timeout=query_timeout,
            max_db_bytes=max_db_bytes,
            max_wal_bytes=max_wal_bytes,
            prepare=prepare,
        )
        return cls(connections, query_timeout, Cache(max_totals), plugin_terms, secondary)

    async def page(self, plan: Plan) -> Page:
        """Return one page of a plan's rows."""
        work = partial(read_page, plan, self._totals)
        if finds_one_row(plan):
            with stage("db"), suppress(InlineBudgetExceeded):
                named = partial(run_naming_plugins, work, (plan,), self._plugin_terms)
                return self._inline.read(named, plan.scope)
        return await self._read(offload(self._secondary, plan, whole_page, work), plan)

    async def rows(self, plan: Plan) -> Sequence[Row]:
        """Return a plan's rows up to its limit, without their total."""
        work = partial(read_rows, plan)
        return await self._read(offload(self._secondary, plan, rows_of_page, work), plan)

    async def rows_since(
        self, plan: Plan, row: int, max_rows: int = 200
    ) -> tuple[Sequence[Row], int]:
        """Return a raw plan's rows among the next ones that were stored, in their order.

        With them comes the number of the last row that was looked at.
        """
        return await self._read(partial(read_rows_since, plan, row, max_rows), plan)

    @asynccontextmanager
    async def stream(self, plan: Plan) -> AsyncIterator[RowStream]:
        """Open a stream of a plan's rows; leaving the context releases its connection."""
        session = self._readers.session(timeout=self._query_timeout, scope=plan.scope)
        async with session as opened:
            yield SqliteRowStream(opened, plan, self._plugin_terms)

    async def property_keys(self, plans: Sequence[Plan], field: str, limit: int) -> Sequence[str]:
        """Return the first keys of a JSON field in the rows of plans, in code point order."""
        return await self._read(partial(read_keys_of_all, plans, field, limit), *plans)

    async def property_details(self, plans: Sequence[Plan], field: str, limit: int) -> KeySample:
        """Return the same keys, with details from the newest rows of each plan."""
        return await self._read(partial(read_key_details, plans, field, limit), *plans)

    async def property_values(self, plans: Sequence[Plan], limit: int) -> Sequence[CountedValue]:
        """Return the first values of plans for values with their counts."""
        return await self._read(partial(read_values, plans, limit), *plans)

    async def append(self, events: Sequence[Event]) -> list[AppendResult]:
        """Store events, all or none, durably once this returns; results in their order."""
        with stage("db"):
            return await self._writer.append(events)

    async def find_key(self, secret_hash: bytes) -> ApiKey | None:
        """Return the key of a secret's hash; None if it is unknown or revoked."""
        return await self._lookup(find_key, secret_hash)

    async def has_valid_key(self, now: int) -> bool:
        """Return whether any key is valid at a time in epoch milliseconds."""
        return await self.read(partial(has_valid_key, now=now), timeout=self._query_timeout)

    def note_key_use(self, key: ApiKey) -> None:
        """Record the day of a key's use in the background; this never fails."""
        self._key_usage.note(key)

    async def data_version(self, dataset: Dataset) -> DataVersion:
        """Return the present version of a dataset."""
        with stage("db"):
            return await self._lookup(read_data_version, dataset)

    async def validate(
        self, version: DataVersion, dependencies: Dependencies
    ) -> DataVersion | None:
        """Return the present version, or None if a change since `version` is among these."""
        with stage("db"):
            return await self._lookup(validate_version, version, dependencies)

    async def ping(self, timeout: float) -> None:
        """Read from the file by the way that queries take, within `timeout` seconds."""
        self._file.require_in_place()
        try:
            await self._readers.read(find_no_event, scope=NO_SCOPE, timeout=timeout)
        except sqlite3.Error as error:
            raise StoreError("the database does not answer") from error

    def stats(self) -> EngineStats:
        """Return the engine's load."""
        return EngineStats(
            readers=self._readers.size,
            readers_busy=self._readers.busy,
            streams=self._readers.streams,
            reader_waits=self._readers.waits,
            reader_wait_seconds=self._readers.waited,
            writer_queue=self._writer.queue,
            wal_bytes=self._wal_bound.log_bytes,
            wal_held=self._wal_bound.held,
            wal_restarts=self._wal_bound.restarts,
            wal_pause_seconds=self._wal_bound.paused_seconds,
            db_bytes=self._used_bytes(),
            events_stored=self._writer.stored,
            events_duplicate=self._writer.duplicates,
        )

    async def read(self, work: Callable[[sqlite3.Connection], T], *, timeout: float) -> T:
        """Run trusted work on a reader, past its guard, in one read transaction.

        `timeout` is in seconds and counts the wait for the reader. Raises `QueryTimeout`.
        """
        return await self._readers.read(unguarded(work), timeout=timeout)

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run the work on the writer's thread, in a transaction that is rolled back on error."""
        return await self._writer.write(work)

    async def close(self) -> None:
        """Interrupt reads, finish the writes that were accepted and close the file."""
        self._inline.close()
        if self._secondary is not None:
            await self._secondary.close()
        await self._wal_bound.close()
        await self._readers.close()
        # The writer goes last: only it can fold the write-ahead log back into the file.
        await self._key_usage.wait()
        await self._writer.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def _record_key_use(self, key_id: str, day: int) -> None:
        await self.write(partial(record_key_use, key_id=key_id, day=day))

    def _used_bytes(self) -> int:
        with suppress(sqlite3.OperationalError):
            self._last_used_bytes = self._inline.lookup(read_used_bytes)
        return self._last_used_bytes

    async def _read(self, work: Callable[[SqliteConnection], T], *plans: Plan) -> T:
        """Run work for plans of one scope."""
        named = partial(run_naming_plugins, work, plans, self._plugin_terms)
        with stage("db"):
            return await self._readers.read(
                named, scope=plans[0].scope, timeout=self._query_timeout
            )

    async def _lookup(self, work: Callable[[sqlite3.Connection, *Ts], T], *arguments: *Ts) -> T:
        try:
            return self._inline.lookup(work, *arguments)
        except sqlite3.OperationalError as error:
            # Another process's lock, as when it has just crashed: a reader waits for it.
            if not is_busy(error):
                raise
        return await self.read(
            lambda connection: work(connection, *arguments), timeout=self._query_timeout
        )
