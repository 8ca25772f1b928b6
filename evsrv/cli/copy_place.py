"""The databases that `evsrv copy` reads and writes: a file, or a PostgreSQL database."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

import click

from evsrv.cli.upgrade import upgrade
from evsrv.core.dsn import Dsn
from evsrv.database import require_driver
from evsrv.engine.transfer import TransferReader, TransferWriter
from evsrv.sqlite import transfer


class CopyPlace(Protocol):
    """A database; as text it is its name in messages, without secrets."""

    def require_readable(self, option: str) -> None:
        """Raise `ClickException` if there is nothing to read; `option` names the place."""

    def prepare(self) -> None:
        """Upgrade an older database if that takes time, with its progress shown."""

    def reader(self) -> AbstractAsyncContextManager[TransferReader]:
        """Open a snapshot. Raises `StoreError`."""

    def writer(self) -> AbstractAsyncContextManager[TransferWriter]:
        """Open it for writing; it is made if it is missing. Raises `StoreError`."""


def copy_place(database: Path | Dsn) -> CopyPlace:
    """Return the place of a database."""
    return ServerPlace(database) if isinstance(database, Dsn) else FilePlace(database)


class FilePlace:
    """A database file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __str__(self) -> str:
        return str(self._path)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FilePlace) and self._path.resolve() == other._path.resolve()

    def __hash__(self) -> int:
        return hash(self._path.resolve())

    def require_readable(self, option: str) -> None:
        """Raise `ClickException` if the file does not exist."""
        if not self._path.exists():
            raise click.ClickException(f"{self} does not exist; name the file with {option}")

    def prepare(self) -> None:
        """Upgrade the file if it has an older version."""
        upgrade(self._path)

    def reader(self) -> AbstractAsyncContextManager[TransferReader]:
        """Open a snapshot of the file."""
        return transfer.open_transfer_reader(self._path)

    def writer(self) -> AbstractAsyncContextManager[TransferWriter]:
        """Open the file for writing."""
        return transfer.open_transfer_writer(self._path)


class ServerPlace:
    """A PostgreSQL database. Its driver is imported when it is opened."""

    def __init__(self, dsn: Dsn) -> None:
        require_driver(dsn)
        self._dsn = dsn

    def __str__(self) -> str:
        return str(self._dsn)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ServerPlace) and self._dsn == other._dsn

    def __hash__(self) -> int:
        return hash(self._dsn)

    def require_readable(self, option: str) -> None:
        """Do nothing: the database says so when it is opened."""

    def prepare(self) -> None:
        """Do nothing: opening the database upgrades it."""

    def reader(self) -> AbstractAsyncContextManager[TransferReader]:
        """Open a snapshot of the database."""
        from evsrv.postgresql.transfer import open_transfer_reader

        return open_transfer_reader(self._dsn)

    def writer(self) -> AbstractAsyncContextManager[TransferWriter]:
        """Open the database for writing."""
        from evsrv.postgresql.transfer import open_transfer_writer

        return open_transfer_writer(self._dsn)
