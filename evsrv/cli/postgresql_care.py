"""The care of a PostgreSQL database, for commands. It imports an optional package."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from attrs import frozen

from evsrv.core.datasets import Dataset
from evsrv.core.dsn import Dsn
from evsrv.core.scope import Scope
from evsrv.engine.api_key import ApiKey
from evsrv.engine.check_report import Report
from evsrv.engine.contents import Contents, Places
from evsrv.engine.selection import Selection
from evsrv.postgresql import api_keys
from evsrv.postgresql.connections import Connections, open_connections
from evsrv.postgresql.errors import mapped_schema_errors
from evsrv.postgresql.maintenance.check import check_database
from evsrv.postgresql.maintenance.contents import read_contents
from evsrv.postgresql.maintenance.erase import count_found, count_rows, erase
from evsrv.postgresql.maintenance.projects import list_places
from evsrv.postgresql.maintenance.prune import count_selected, prune
from evsrv.postgresql.session import Session
from evsrv.query.plan import Plan

T = TypeVar("T")

_SECONDS = 60.0
"""How long a statement of few rows may take."""
_CONNECTIONS = 2
"""One for a snapshot, and one for steps."""


@frozen
class PostgresqlCare:
    """Work on a whole database; each method opens and closes it."""

    dsn: Dsn

    def places(self) -> Places:
        """Return the organizations and projects of the database."""

        async def work(connections: Connections) -> Places:
            async with connections.snapshot(_SECONDS) as session:
                return await list_places(session)

        return self._run(work, unchanged=True)

    def contents(self) -> Contents:
        """Return the contents of the database in numbers."""
        return self._run(read_contents, unchanged=True)

    def check(self) -> Report:
        """Check the database from end to end."""
        return self._run(check_database, unchanged=True)

    def count_selected(self, selection: Selection) -> Mapping[Dataset, int]:
        """Return the number of rows that a prune would delete."""
        return self._run(lambda opened: count_selected(opened, selection), unchanged=True)

    def prune(self, selection: Selection, done: Callable[[int], None]) -> Mapping[Dataset, int]:
        """Delete old rows; return how many by dataset."""
        return self._run(lambda opened: prune(opened, selection, done=done))

    def count_found(self, plans: Sequence[Plan], *, of_person: bool) -> Mapping[Dataset, int]:
        """Return the number of rows that an erasure would delete."""
        return self._run(lambda opened: count_found(opened, plans, of_person=of_person))

    def count_rows(self, datasets: Sequence[Dataset], scope: Scope) -> Mapping[Dataset, int]:
        """Return the number of rows of a scope by dataset."""

        async def work(connections: Connections) -> Mapping[Dataset, int]:
            return {one: await count_rows(connections, one, scope) for one in datasets}

        return self._run(work)

    def erase(
        self, plans: Sequence[Plan], *, of_person: bool, done: Callable[[int], None]
    ) -> Mapping[Dataset, int]:
        """Delete the rows that pass the filters of plans; return how many by dataset."""
        return self._run(lambda opened: erase(opened, plans, of_person=of_person, done=done))

    def create_key(self, key: ApiKey, *, replaced_name: str | None) -> tuple[ApiKey, str]:
        """Store a key; before that, delete the organization's keys of a name if given."""

        async def work(session: Session) -> tuple[ApiKey, str]:
            if replaced_name is not None:
                await api_keys.delete_keys_named(session, key.organization_id, replaced_name)
            return await api_keys.store_key(session, key)

        return self._write(work)

    def list_keys(self) -> Sequence[ApiKey]:
        """Return all keys, oldest first."""

        async def work(connections: Connections) -> Sequence[ApiKey]:
            async with connections.snapshot(_SECONDS) as session:
                return await api_keys.list_keys(session)

        return self._run(work, unchanged=True)

    def rotate_key(
        self,
        key_id: str,
        require_valid: Callable[[ApiKey | None], ApiKey],
        *,
        now: int,
        old_expires_at: int,
    ) -> tuple[ApiKey, str]:
        """Replace a key, if `require_valid` does not raise."""

        async def work(session: Session) -> tuple[ApiKey, str]:
            key = require_valid(await api_keys.find_key_by_id(session, key_id))
            return await api_keys.rotate_key(session, key, now=now, old_expires_at=old_expires_at)

        return self._write(work, unchanged=True)

    def revoke_key(self, key_id: str, now: int) -> bool:
        """Revoke a key; return False if there is none with this id."""
        return self._write(
            lambda session: api_keys.revoke_key(session, key_id, now), unchanged=True
        )

    def _write(self, work: Callable[[Session], Awaitable[T]], *, unchanged: bool = False) -> T:
        async def run(connections: Connections) -> T:
            async with connections.write(_SECONDS) as session:
                return await work(session)

        return self._run(run, unchanged=unchanged)

    def _run(self, work: Callable[[Connections], Awaitable[T]], *, unchanged: bool = False) -> T:
        async def run() -> T:
            opened = open_connections(
                self.dsn, size=_CONNECTIONS, timeout=_SECONDS, unchanged=unchanged
            )
            with mapped_schema_errors(self.dsn):
                async with await opened as connections:
                    return await work(connections)

        return asyncio.run(run())
