"""The API keys of the settings' database, for `evsrv keys`."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from attrs import frozen

from evsrv.cli.postgresql import care_of
from evsrv.cli.upgrade import upgrade
from evsrv.config import Settings
from evsrv.core.dsn import Dsn
from evsrv.engine.api_key import ApiKey
from evsrv.sqlite import api_keys
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.opening import require_existing

T = TypeVar("T")

_READ_SECONDS = 10.0


class KeyStore(Protocol):
    """The keys of a database; each method opens and closes it."""

    def create_key(self, key: ApiKey, *, replaced_name: str | None) -> tuple[ApiKey, str]:
        """Store a key; before that, delete the organization's keys of a name if given."""

    def list_keys(self) -> Sequence[ApiKey]:
        """Return all keys, oldest first."""

    def rotate_key(
        self,
        key_id: str,
        require_valid: Callable[[ApiKey | None], ApiKey],
        *,
        now: int,
        old_expires_at: int,
    ) -> tuple[ApiKey, str]:
        """Replace a key, if `require_valid` does not raise."""

    def revoke_key(self, key_id: str, now: int) -> bool:
        """Revoke a key; return False if there is none with this id."""


def keys_of(settings: Settings) -> KeyStore:
    """Return the keys of the settings' database."""
    return care_of(settings.db) if isinstance(settings.db, Dsn) else _FileKeys(settings.db)


@frozen
class _FileKeys:
    """The keys of a file, which only a new key makes if it is missing."""

    _path: Path

    def create_key(self, key: ApiKey, *, replaced_name: str | None) -> tuple[ApiKey, str]:
        def work(connection: sqlite3.Connection) -> tuple[ApiKey, str]:
            if replaced_name is not None:
                api_keys.delete_keys_named(connection, key.organization_id, replaced_name)
            return api_keys.store_key(connection, key)

        return self._write(work)

    def list_keys(self) -> Sequence[ApiKey]:
        require_existing(self._path)
        return self._run(lambda engine: engine.read(api_keys.list_keys, timeout=_READ_SECONDS))

    def rotate_key(
        self,
        key_id: str,
        require_valid: Callable[[ApiKey | None], ApiKey],
        *,
        now: int,
        old_expires_at: int,
    ) -> tuple[ApiKey, str]:
        def work(connection: sqlite3.Connection) -> tuple[ApiKey, str]:
            key = require_valid(api_keys.find_key_by_id(connection, key_id))
            return api_keys.rotate_key(connection, key, now=now, old_expires_at=old_expires_at)

        require_existing(self._path)
        return self._write(work)

    def revoke_key(self, key_id: str, now: int) -> bool:
        require_existing(self._path)
        return self._write(partial(api_keys.revoke_key, key_id=key_id, now=now))

    def _write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return self._run(lambda engine: engine.write(work))

    def _run(self, action: Callable[[SqliteEngine], Awaitable[T]]) -> T:
        async def run() -> T:
            async with await SqliteEngine.open(self._path, readers=1) as engine:
                return await action(engine)

        upgrade(self._path)
        return asyncio.run(run())
