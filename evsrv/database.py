"""The engine of the database that the settings name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

from evsrv.columnar.make_copies import make_copies
from evsrv.config import ConfigError, Settings
from evsrv.core.dsn import Dsn
from evsrv.engine.port import Engine
from evsrv.engine.retention import retaining
from evsrv.plugin.engine_terms import vocabulary_on
from evsrv.plugin.renderings import POSTGRESQL
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.prune import prune

if TYPE_CHECKING:
    from evsrv.postgresql.engine import PostgresEngine


def terms_of_engine(settings: Settings, vocabulary: Vocabulary) -> Vocabulary:
    """Return the terms of a vocabulary that the engine has; log those that it has not."""
    if isinstance(settings.db, Dsn):
        return vocabulary_on(vocabulary, POSTGRESQL)
    return vocabulary


@asynccontextmanager
async def open_engine(
    settings: Settings, vocabulary: Vocabulary, *, with_retention: bool = False
) -> AsyncIterator[Engine]:
    """Open the settings' database, until the context ends.

    A new database is made, an older one is migrated. `with_retention` deletes rows in the
    background that are older than the settings keep them. Raises `StoreError`, and `ConfigError`
    if the settings do not fit the engine.
    """
    days = settings.retention_days if with_retention else None
    if isinstance(settings.db, Dsn):
        async with (
            _open_postgresql(settings.db, settings, vocabulary) as postgresql_engine,
            retaining(postgresql_engine.prune, days),
        ):
            yield postgresql_engine
    else:
        async with (
            await _open_sqlite(settings, vocabulary) as engine,
            retaining(partial(prune, engine), days),
        ):
            yield engine


def require_driver(dsn: Dsn) -> None:
    """Raise `ConfigError` if the package is missing with which PostgreSQL is asked."""
    if find_spec("asyncpg") is None:
        raise ConfigError(f"{dsn} needs the package asyncpg: install evsrv[postgresql]")


async def _open_sqlite(settings: Settings, vocabulary: Vocabulary) -> SqliteEngine:
    return await SqliteEngine.open(
        settings.file,
        readers=settings.readers,
        query_timeout=settings.query_timeout,
        max_db_bytes=settings.max_db_bytes,
        max_wal_bytes=settings.max_wal_bytes,
        prepare=vocabulary.prepare_connection,
        plugin_terms=vocabulary.plugin_terms,
        secondary=make_copies(settings, vocabulary),
    )


@asynccontextmanager
async def _open_postgresql(
    dsn: Dsn, settings: Settings, vocabulary: Vocabulary
) -> AsyncIterator["PostgresEngine"]:
    require_driver(dsn)
    if settings.columnar == "on":
        raise ConfigError("columnar is on, but a columnar copy is one of a database file")
    if settings.max_db_bytes is not None:
        raise ConfigError("max_db_bytes is a limit of a database file; the server has its own")
    # They import an optional package.
    from evsrv.postgresql.connections import RESERVED
    from evsrv.postgresql.engine import PostgresEngine

    async with await PostgresEngine.open(
        dsn,
        connections=settings.readers + RESERVED,
        query_timeout=settings.query_timeout,
        prepare=vocabulary.prepare_connection,
    ) as engine:
        yield engine
