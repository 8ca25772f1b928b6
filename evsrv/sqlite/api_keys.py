"""API keys in the file: stored as hashes, shown once. Work for `SqliteEngine.read` and `write`."""

import secrets
import sqlite3

from attrs import astuple, fields

from evsrv.engine.api_key import ApiKey, KeyKind, hash_secret

_COLUMNS = ", ".join(column.name for column in fields(ApiKey))
_PLACES = ", ".join("?" * (len(fields(ApiKey)) + 1))


def create_key(
    connection: sqlite3.Connection,
    *,
    kind: KeyKind,
    organization_id: str,
    project_id: str | None = None,
    integration_id: str | None = None,
    now: int,
) -> tuple[ApiKey, str]:
    """Make a key; the second of the two is its secret, which cannot be had again."""
    secret = f"evsrv_{kind}_{secrets.token_urlsafe(32)}"
    key = ApiKey(
        id=f"key_{secrets.token_hex(8)}",
        kind=kind,
        organization_id=organization_id,
        project_id=project_id,
        integration_id=integration_id,
        created_at=now,
        revoked_at=None,
    )
    connection.execute(
        f"INSERT INTO api_keys ({_COLUMNS}, hash) VALUES ({_PLACES})",  # noqa: S608 - our own names
        (*astuple(key), hash_secret(secret)),
    )
    return key, secret


def find_key(connection: sqlite3.Connection, hash_: bytes) -> ApiKey | None:
    """Find the key of the hash of a secret; None where it is unknown or revoked."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM api_keys WHERE hash = ? AND revoked_at IS NULL",  # noqa: S608
        (hash_,),
    ).fetchone()
    return None if row is None else ApiKey(*row)


def has_valid_key(connection: sqlite3.Connection) -> bool:
    """Return whether any key is valid now."""
    found = "SELECT EXISTS (SELECT 1 FROM api_keys WHERE revoked_at IS NULL)"
    return bool(connection.execute(found).fetchone()[0])


def list_keys(connection: sqlite3.Connection) -> list[ApiKey]:
    """List every key, revoked ones too, oldest first."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM api_keys ORDER BY created_at, id")  # noqa: S608
    return [ApiKey(*row) for row in rows]


def revoke_key(connection: sqlite3.Connection, key_id: str, now: int) -> bool:
    """Make a key useless from now on; False where there is none of this id.

    A key that is revoked already keeps the time when that was done.
    """
    found = connection.execute(
        "UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?", (now, key_id)
    )
    return found.rowcount > 0
