"""API keys: kept as hashes, shown once. Functions for `store.read` and `store.write`."""

import hashlib
import secrets
import sqlite3
from typing import Literal

from attrs import astuple, fields, frozen

KeyKind = Literal["api", "web"]


@frozen
class Key:
    """What is known of a key; the attributes are columns of `api_keys`."""

    id: str
    kind: KeyKind
    """`api` reads and writes, `web` only writes."""
    organization_id: str
    project_id: str | None
    """None: the key covers the whole organization."""
    integration_id: str | None
    created_at: int
    """Epoch milliseconds, UTC."""
    revoked_at: int | None


_COLUMNS = ", ".join(column.name for column in fields(Key))
_PLACES = ", ".join("?" * (len(fields(Key)) + 1))


def create_key(
    connection: sqlite3.Connection,
    *,
    kind: KeyKind,
    organization_id: str,
    project_id: str | None = None,
    integration_id: str | None = None,
    now: int,
) -> tuple[Key, str]:
    """Make a key; the second of the two is its secret, which cannot be had again."""
    secret = f"evsrv_{kind}_{secrets.token_urlsafe(32)}"
    key = Key(
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


def find_key(connection: sqlite3.Connection, hash_: bytes) -> Key | None:
    """Find the key of the hash of a secret; None where it is unknown or revoked."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM api_keys WHERE hash = ? AND revoked_at IS NULL",  # noqa: S608
        (hash_,),
    ).fetchone()
    return None if row is None else Key(*row)


def list_keys(connection: sqlite3.Connection) -> list[Key]:
    """List every key, revoked ones too, oldest first."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM api_keys ORDER BY created_at, id")  # noqa: S608
    return [Key(*row) for row in rows]


def revoke_key(connection: sqlite3.Connection, key_id: str, now: int) -> bool:
    """Make a key useless from now on; False where there is none of this id.

    A key that is revoked already keeps the time when that was done.
    """
    found = connection.execute(
        "UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?", (now, key_id)
    )
    return found.rowcount > 0


def hash_secret(secret: str) -> bytes:
    """Tell what is kept of a secret."""
    # What a client sends as a key may hold lone surrogates, by which header bytes are read.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
