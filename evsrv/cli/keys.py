"""`evsrv keys`."""

import os
from pathlib import Path
from typing import cast

import click

from evsrv.cli import key_options, options
from evsrv.cli.help import Group, examples
from evsrv.cli.key_store import keys_of
from evsrv.cli.tables import as_table
from evsrv.config import Settings, load_settings
from evsrv.core.dsn import Dsn
from evsrv.core.timestamps import DAY_MS, format_timestamp, now
from evsrv.engine.api_key import KEY_KINDS, ApiKey, KeyKind

_COLUMNS = (
    "id",
    "kind",
    "name",
    "organization",
    "project",
    "integration",
    "origins",
    "created",
    "expires",
    "used",
    "revoked",
)
_DATE_CHARACTERS = len("2026-03-02")
_MAX_DAYS = 36_500


@click.group(
    "keys",
    cls=Group,
    short_help="Create, list, rotate and revoke API keys.",
    epilog=examples(
        "keys create --organization acme --kind api",
        "keys list",
    ),
)
def command() -> None:
    """Create, list, rotate and revoke API keys."""


@command.command(
    short_help="Create a key and print it, only once.",
    epilog=examples(
        "keys create --organization acme --kind api",
        "keys create --organization acme --kind read --expires 90d",
        "keys create --organization acme --kind web --origin https://a.example",
    ),
)
@options.db
@options.config
@click.option(
    "--kind",
    type=click.Choice(KEY_KINDS),
    required=True,
    help="api: reads and writes; read: only reads; web: only writes, for browsers.",
)
@options.organization
@options.project
@click.option("--integration", callback=options.name, help="The integration of what the key sends.")
@click.option("--name", callback=options.name, help="Shown by `evsrv keys list` and GET /me.")
@key_options.expires
@key_options.origins
@click.option(
    "--replace", is_flag=True, help="Delete the organization's earlier keys of the same name."
)
def create(
    db: Path | Dsn | None,
    config: Path | None,
    kind: str,
    organization: str,
    project: str | None,
    integration: str | None,
    name: str | None,
    expires_at: int | None,
    origins: tuple[str, ...],
    replace: bool,
) -> None:
    """Create a key and print it; it is shown only this once.

    A database file is created if it is missing.
    """
    if origins and kind != "web":
        raise click.UsageError("--origin is only for web keys; use it with --kind web")
    if replace and name is None:
        raise click.UsageError("--replace deletes the earlier keys of a name; give it with --name")

    key = ApiKey(
        id="",
        kind=cast("KeyKind", kind),
        organization_id=organization,
        project_id=project,
        integration_id=integration,
        name=name,
        origins=origins,
        created_at=now(),
        expires_at=expires_at,
    )
    keys = keys_of(_settings(db, config))
    key, secret = keys.create_key(key, replaced_name=name if replace else None)
    click.echo(f"Made {key.id}. Keep the key: it is not shown again.", err=True)
    click.echo(secret)


@command.command("list", epilog=examples("keys list --db site.db"))
@options.db
@options.config
def list_(db: Path | Dsn | None, config: Path | None) -> None:
    """List the keys, without their secrets. Times are in UTC."""
    keys = keys_of(_settings(db, config)).list_keys()
    rows = (
        (
            key.id,
            key.kind,
            key.name,
            key.organization_id,
            key.project_id,
            key.integration_id,
            " ".join(key.origins) or None,
            format_timestamp(key.created_at),
            _time(key.expires_at),
            None if key.last_used_at is None else _day(key.last_used_at),
            _time(key.revoked_at),
        )
        for key in keys
    )
    click.echo(as_table(_COLUMNS, rows))


@command.command(
    short_help="Replace a key; the old one expires after some days.",
    epilog=examples("keys rotate key_e367224644e39f0a --days 14"),
)
@options.db
@options.config
@click.option(
    "--days",
    type=click.IntRange(0, _MAX_DAYS),
    default=7,
    show_default=True,
    help="How long the old key stays valid.",
)
@click.argument("key_id", metavar="ID")
def rotate(db: Path | Dsn | None, config: Path | None, days: int, key_id: str) -> None:
    """Create a key like the key of this ID and print it; the old one expires after some days.

    The new key has the kind, scope, name, origins and expiry of the old one.
    """
    settings, time = _settings(db, config), now()

    def require_valid(key: ApiKey | None) -> ApiKey:
        if key is None:
            raise _unknown_key(settings, key_id)
        if key.revoked_at is not None or key.has_expired(time):
            state = "has expired" if key.revoked_at is None else "is revoked"
            raise click.ClickException(f"{key_id} {state}; make a new key: evsrv keys create")
        return key

    key, secret = keys_of(settings).rotate_key(
        key_id, require_valid, now=time, old_expires_at=time + days * DAY_MS
    )
    click.echo(
        f"Made {key.id}. Keep the key: it is not shown again."
        f" {key_id} stays valid for {days} days at most.",
        err=True,
    )
    click.echo(secret)


@command.command(
    short_help="Refuse requests with a key from now on.",
    epilog=examples("keys revoke key_e367224644e39f0a"),
)
@options.db
@options.config
@click.argument("key_id", metavar="ID")
def revoke(db: Path | Dsn | None, config: Path | None, key_id: str) -> None:
    """Revoke the key of this ID: requests with it are refused from now on."""
    settings = _settings(db, config)
    if not keys_of(settings).revoke_key(key_id, now()):
        raise _unknown_key(settings, key_id)
    click.echo(f"Revoked {key_id}.", err=True)


def _unknown_key(settings: Settings, key_id: str) -> click.ClickException:
    return click.ClickException(
        f"{settings.db} has no key {key_id!r}; `evsrv keys list` shows the ids"
    )


def _time(milliseconds: int | None) -> str | None:
    return None if milliseconds is None else format_timestamp(milliseconds)


def _day(milliseconds: int) -> str:
    return format_timestamp(milliseconds)[:_DATE_CHARACTERS]


def _settings(db: Path | Dsn | None, config: Path | None) -> Settings:
    return load_settings({"db": db}, os.environ, config)
