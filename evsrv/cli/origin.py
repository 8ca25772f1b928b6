"""The origin of rows that a command reads: a scope of a database, or a server at a URL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import ClassVar

import click
from attrs import evolve, frozen

from evsrv import app
from evsrv.cli.places import known_scope
from evsrv.cli.query_source import FileSource, QuerySource
from evsrv.cli.server_source import open_server, read_key
from evsrv.cli.upgrade import upgrade
from evsrv.config import Settings
from evsrv.core.dsn import Dsn
from evsrv.core.scope import Scope
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.sqlite.opening import require_existing


@frozen
class FileOrigin:
    """A scope of the database of the settings."""

    scope: Scope


@frozen
class ServerOrigin:
    """A server, which takes the scope from the key."""

    url: str
    key: str
    scope: ClassVar = Scope("")
    """No scope of this file; planning needs one."""


Origin = FileOrigin | ServerOrigin


def read_origin(
    settings: Settings,
    url: str | None,
    db: Path | Dsn | None,
    organization: str | None,
    project: str | None,
    *,
    takes_any_name: bool = False,
) -> Origin:
    """Return the origin that the options name. Raises `ClickException`.

    The database must have the names, unless it `takes_any_name`, as for SQL that is only shown.
    """
    if url is None:
        if takes_any_name and organization is not None:
            return FileOrigin(Scope(organization, project))
        return FileOrigin(known_scope(settings.db, organization, project))
    given = {"--db": db, "--organization": organization, "--project": project}
    for option, value in given.items():
        if value is not None:
            raise click.UsageError(
                f"--url and {option} cannot be combined: the server has its own file, and the key"
                " its organization and project"
            )
    return ServerOrigin(url, read_key())


def require_file(settings: Settings) -> None:
    """Raise `StoreError` if there is no database file, and upgrade one that is older."""
    require_existing(settings.file)
    upgrade(settings.file)


@asynccontextmanager
async def open_source(
    origin: Origin, settings: Settings, vocabulary: Vocabulary
) -> AsyncIterator[QuerySource]:
    """Open the source of an origin's answers."""
    match origin:
        case FileOrigin(scope):
            if isinstance(settings.db, Path):
                require_file(settings)
            # A copy is of use from the second query on.
            alone = evolve(settings, columnar="off")
            async with app.service(alone, vocabulary) as service:
                yield FileSource(service, scope)
        case ServerOrigin(url, key):
            async with open_server(url, key) as source:
                yield source
