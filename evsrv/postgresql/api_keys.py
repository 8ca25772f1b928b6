"""API keys in the database: stored as hashes, shown once."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import asdict, evolve, fields

from evsrv.engine.api_key import ApiKey, hash_secret, new_key_id, new_secret
from evsrv.postgresql.session import Session

_NAMES = tuple(column.name for column in fields(ApiKey))
_COLUMNS = ", ".join(_NAMES)
_PLACES = ", ".join(f"${number}" for number in range(1, len(_NAMES) + 2))

_INSERT = f"INSERT INTO api_keys ({_COLUMNS}, hash) VALUES ({_PLACES})"  # noqa: S608
_SELECT = f"SELECT {_COLUMNS} FROM api_keys"  # noqa: S608 - constant names


async def store_key(connection: Session, key: ApiKey) -> tuple[ApiKey, str]:
    """Store a key under a new id; return it and its secret, which is not stored."""
    key, secret = evolve(key, id=new_key_id()), new_secret(key.kind)
    await insert_key(connection, key, hash_secret(secret))
    return key, secret


async def insert_key(connection: Session, key: ApiKey, hash_: bytes) -> None:
    """Store a key under its id, with the hash of its secret."""
    columns = asdict(key) | {"origins": list(key.origins)}
    await connection.execute(_INSERT, *columns.values(), hash_)


async def rotate_key(
    connection: Session, key: ApiKey, *, now: int, old_expires_at: int
) -> tuple[ApiKey, str]:
    """Create a key like another one, which expires at `old_expires_at` at the latest."""
    await connection.execute(
        "UPDATE api_keys SET expires_at = least(expires_at, $1) WHERE id = $2",
        old_expires_at,
        key.id,
    )
    return await store_key(connection, evolve(key, created_at=now, last_used_at=None))


async def find_key(connection: Session, hash_: bytes) -> ApiKey | None:
    """Return the key of a secret's hash, expired or not; None if it is unknown or revoked."""
    row = await connection.fetchrow(f"{_SELECT} WHERE hash = $1 AND revoked_at IS NULL", hash_)
    return None if row is None else _from_row(row)


async def find_key_by_id(connection: Session, key_id: str) -> ApiKey | None:
    """Return the key of an id, revoked or not; None if there is none."""
    row = await connection.fetchrow(f"{_SELECT} WHERE id = $1", key_id)
    return None if row is None else _from_row(row)


async def has_valid_key(connection: Session, now: int) -> bool:
    """Return whether any key is valid at a time in epoch milliseconds."""
    found: bool = await connection.fetchval(
        """
        SELECT EXISTS (
            SELECT FROM api_keys
            WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $1)
        )
        """,
        now,
    )
    return found


async def list_keys(connection: Session) -> Sequence[ApiKey]:
    """Return all keys, revoked ones too, oldest first."""
    return [_from_row(row) for row in await connection.fetch(f"{_SELECT} ORDER BY created_at, id")]


async def list_hashes(connection: Session, key_ids: Sequence[str]) -> Mapping[str, bytes]:
    """Return the hashes of the secrets of keys, by the id."""
    return dict(
        await connection.fetch("SELECT id, hash FROM api_keys WHERE id = ANY ($1)", key_ids)
    )


async def revoke_key(connection: Session, key_id: str, now: int) -> bool:
    """Revoke a key; return False if there is none with this id.

    A key that was revoked before keeps the time of that.
    """
    found = await connection.fetchval(
        "UPDATE api_keys SET revoked_at = coalesce(revoked_at, $1) WHERE id = $2 RETURNING id",
        now,
        key_id,
    )
    return found is not None


async def delete_keys_named(connection: Session, organization_id: str, name: str) -> None:
    """Delete the keys of a name in an organization."""
    await connection.execute(
        "DELETE FROM api_keys WHERE organization_id = $1 AND name = $2", organization_id, name
    )


async def record_key_use(connection: Session, key_id: str, day: int) -> None:
    """Store the day on which a key was used, unless a later one is stored."""
    await connection.execute(
        """
        UPDATE api_keys SET last_used_at = $1
        WHERE id = $2 AND coalesce(last_used_at, 0) < $1
        """,
        day,
        key_id,
    )


def _from_row(row: Mapping[str, Any]) -> ApiKey:
    return ApiKey(**dict(row) | {"origins": tuple(row["origins"])})
