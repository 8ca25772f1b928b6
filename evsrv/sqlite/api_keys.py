"""API keys in the file: stored as hashes, shown once. Work for `SqliteEngine.read` and `write`."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from attrs import asdict, evolve, fields

from evsrv.engine.api_key import ApiKey, KeyKind, hash_secret, new_key_id, new_secret

_NAMES = tuple(column.name for column in fields(ApiKey))
_COLUMNS = ", ".join(_NAMES)
_PARAMETERS = ", ".join("?" * (len(_NAMES) + 1))


def create_key(
    connection: sqlite3.Connection,
    *,
    kind: KeyKind,
    organization_id: str,
    project_id: str | None = None,
    integration_id: str | None = None,
    name: str | None = None,
    origins: Sequence[str] = (),
    expires_at: int | None = None,
    now: int,
) -> tuple[ApiKey, str]:
    """Create a key; return it and its secret, which is not stored."""
    return store_key(
        connection,
        ApiKey(
            id="",
            kind=kind,
            organization_id=organization_id,
            project_id=project_id,
            integration_id=integration_id,
            name=name,
            origins=tuple(origins),
            created_at=now,
            expires_at=expires_at,
        ),
    )


def store_key(connection: sqlite3.Connection, key: ApiKey) -> tuple[ApiKey, str]:
    """Store a key under a new id; return it and its secret, which is not stored."""
    key, secret = evolve(key, id=new_key_id()), new_secret(key.kind)
    insert_key(connection, key, hash_secret(secret))
    return key, secret


def insert_key(connection: sqlite3.Connection, key: ApiKey, hash_: bytes) -> None:
    """Store a key under its id, with the hash of its secret."""
    columns = asdict(key) | {"origins": json.dumps(key.origins) if key.origins else None}
    connection.execute(
        f"INSERT INTO api_keys ({_COLUMNS}, hash) VALUES ({_PARAMETERS})",  # noqa: S608 - constant names
        (*columns.values(), hash_),
    )


def rotate_key(
    connection: sqlite3.Connection, key: ApiKey, *, now: int, old_expires_at: int
) -> tuple[ApiKey, str]:
    """Create a key like another one, which expires at `old_expires_at` at the latest."""
    connection.execute(
        "UPDATE api_keys SET expires_at = min(coalesce(expires_at, ?), ?) WHERE id = ?",
        (old_expires_at, old_expires_at, key.id),
    )
    return store_key(connection, evolve(key, created_at=now, last_used_at=None))


def find_key(connection: sqlite3.Connection, hash_: bytes) -> ApiKey | None:
    """Return the key of a secret's hash, expired or not; None if it is unknown or revoked."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM api_keys WHERE hash = ? AND revoked_at IS NULL",  # noqa: S608 - constant names
        (hash_,),
    ).fetchone()
    return None if row is None else _from_row(row)


def find_key_by_id(connection: sqlite3.Connection, key_id: str) -> ApiKey | None:
    """Return the key of an id, revoked or not; None if there is none."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM api_keys WHERE id = ?",  # noqa: S608 - constant names
        (key_id,),
    ).fetchone()
    return None if row is None else _from_row(row)


def has_valid_key(connection: sqlite3.Connection, now: int) -> bool:
    """Return whether any key is valid at a time in epoch milliseconds."""
    found = connection.execute(
        """
        SELECT EXISTS (
            SELECT 1 FROM api_keys
            WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)
        )
        """,
        (now,),
    )
    return bool(found.fetchone()[0])


def list_keys(connection: sqlite3.Connection) -> list[ApiKey]:
    """Return all keys, revoked ones too, oldest first."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM api_keys ORDER BY created_at, id")  # noqa: S608 - constant names
    return [_from_row(row) for row in rows]


def revoke_key(connection: sqlite3.Connection, key_id: str, now: int) -> bool:
    """Revoke a key; return False if there is none with this id.

    A key that was revoked before keeps the time of that.
    """
    found = connection.execute(
        "UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?", (now, key_id)
    )
    return found.rowcount > 0


def delete_keys_named(connection: sqlite3.Connection, organization_id: str, name: str) -> None:
    """Delete the keys of a name in an organization."""
    connection.execute(
        "DELETE FROM api_keys WHERE organization_id = ? AND name = ?", (organization_id, name)
    )


def record_key_use(connection: sqlite3.Connection, key_id: str, day: int) -> None:
    """Store the day on which a key was used, unless a later one is stored."""
    connection.execute(
        "UPDATE api_keys SET last_used_at = ? WHERE id = ? AND ifnull(last_used_at, 0) < ?",
        (day, key_id, day),
    )


def _from_row(row: Sequence[Any]) -> ApiKey:
    columns = dict(zip(_NAMES, row, strict=True))
    return ApiKey(**columns | {"origins": tuple(json.loads(columns["origins"] or "[]"))})
