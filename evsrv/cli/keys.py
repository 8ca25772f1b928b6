"""`evsrv keys`."""

import asyncio
import os
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar, cast

import click

from evsrv.cli import options
from evsrv.cli.tables import as_table
from evsrv.cli.upgrade import upgrade
from evsrv.config import Settings, load_settings
from evsrv.core.timestamps import format_timestamp, now
from evsrv.engine.api_key import ApiKey, KeyKind
from evsrv.sqlite.api_keys import create_key, list_keys, revoke_key
from evsrv.sqlite.engine import SqliteEngine

T = TypeVar("T")

_COLUMNS = ("id", "kind", "organization", "project", "integration", "created", "revoked")


@click.group("keys")
def command() -> None:
    """Create, list and revoke API keys."""


@command.command()
@options.db
@options.config
@click.option(
    "--kind",
    type=click.Choice(["api", "web"]),
    required=True,
    help="api: reads and writes; web: only writes, for browsers.",
)
@options.organization
@click.option("--project", callback=options.name, help="Without it: the whole organization.")
@click.option("--integration", callback=options.name)
def create(
    db: Path | None,
    config: Path | None,
    kind: str,
    organization: str,
    project: str | None,
    integration: str | None,
) -> None:
    """Create a key and print it; it is shown only this once.

    The database file is created if it is missing.
    """

    def work(connection: sqlite3.Connection) -> tuple[ApiKey, str]:
        return create_key(
            connection,
            kind=cast("KeyKind", kind),
            organization_id=organization,
            project_id=project,
            integration_id=integration,
            now=now(),
        )

    key, secret = _run(_settings(db, config), lambda store: store.write(work))
    click.echo(f"Made {key.id}. Keep the key: it is not shown again.", err=True)
    click.echo(secret)


@command.command("list")
@options.db
@options.config
def list_(db: Path | None, config: Path | None) -> None:
    """List the keys, without their secrets."""
    settings = _existing(_settings(db, config))
    keys = _run(settings, lambda store: store.read(list_keys, timeout=settings.query_timeout))
    rows = (
        (
            key.id,
            key.kind,
            key.organization_id,
            key.project_id,
            key.integration_id,
            format_timestamp(key.created_at),
            None if key.revoked_at is None else format_timestamp(key.revoked_at),
        )
        for key in keys
    )
    click.echo(as_table(_COLUMNS, rows))


@command.command()
@options.db
@options.config
@click.argument("key_id", metavar="ID")
def revoke(db: Path | None, config: Path | None, key_id: str) -> None:
    """Revoke the key of this ID: requests with it are refused from now on."""
    settings = _existing(_settings(db, config))

    def work(connection: sqlite3.Connection) -> bool:
        return revoke_key(connection, key_id, now())

    if not _run(settings, lambda store: store.write(work)):
        raise click.ClickException(f"{settings.db} has no key {key_id!r}")
    click.echo(f"Revoked {key_id}.", err=True)


def _settings(db: Path | None, config: Path | None) -> Settings:
    return load_settings({"db": db}, os.environ, config)


def _existing(settings: Settings) -> Settings:
    if not settings.db.exists():
        raise click.ClickException(f"{settings.db} does not exist")
    return settings


def _run(settings: Settings, action: Callable[[SqliteEngine], Awaitable[T]]) -> T:
    async def run() -> T:
        async with await SqliteEngine.open(settings.db, readers=1) as store:
            return await action(store)

    upgrade(settings.db)
    return asyncio.run(run())
