import re
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from evsrv.engine.api_key import hash_secret
from evsrv.sqlite.api_keys import create_key, find_key, list_keys, revoke_key
from evsrv.sqlite.engine import SqliteEngine

Read = Callable[[Callable[[sqlite3.Connection], Any]], Awaitable[Any]]


@pytest.fixture
def read(store: SqliteEngine) -> Read:
    return lambda work: store.read(work, timeout=5)


async def make(store: SqliteEngine, **members: Any) -> Any:
    given: dict[str, Any] = {"kind": "api", "organization_id": "o", "now": 1, **members}
    return await store.write(lambda connection: create_key(connection, **given))


@pytest.mark.parametrize("kind", ["api", "read", "web"])
async def test_api_key_is_found_by_its_secret(store: SqliteEngine, read: Read, kind: str) -> None:
    key, secret = await make(store, kind=kind, project_id="p", integration_id="i", now=7)
    assert re.fullmatch(rf"evsrv_{kind}_[A-Za-z0-9]{{43}}", secret)
    assert (key.kind, key.organization_id, key.project_id) == (kind, "o", "p")
    assert (key.integration_id, key.created_at, key.revoked_at) == ("i", 7, None)
    assert await read(lambda c: find_key(c, hash_secret(secret))) == key


async def test_api_key_without_project_covers_organization(store: SqliteEngine, read: Read) -> None:
    key, secret = await make(store)
    assert (key.project_id, key.integration_id) == (None, None)
    assert await read(lambda c: find_key(c, hash_secret(secret))) == key


@pytest.mark.parametrize(
    "wrong", ["", "{id}", "{secret} ", "x{secret}", "evsrv_api_", "%", "{secret}\udcff"]
)
async def test_api_key_is_not_found_by_other_text(
    store: SqliteEngine, read: Read, wrong: str
) -> None:
    key, secret = await make(store)
    assert (
        await read(lambda c: find_key(c, hash_secret(wrong.format(id=key.id, secret=secret))))
        is None
    )


async def test_created_api_keys_have_different_secrets_and_ids(store: SqliteEngine) -> None:
    keys, secrets = zip(*[await make(store) for _ in range(20)], strict=True)
    assert len({key.id for key in keys}) == len(set(secrets)) == 20


async def test_revoked_api_key_is_not_found_and_keeps_its_time(
    store: SqliteEngine, read: Read
) -> None:
    key, secret = await make(store)
    other, other_secret = await make(store)
    assert await store.write(lambda c: revoke_key(c, key.id, 5))
    assert await store.write(lambda c: revoke_key(c, key.id, 9))
    assert await read(lambda c: find_key(c, hash_secret(secret))) is None
    assert await read(lambda c: find_key(c, hash_secret(other_secret))) == other
    revoked = {one.id: one.revoked_at for one in await read(list_keys)}
    assert revoked == {key.id: 5, other.id: None}


async def test_revoking_unknown_api_key_returns_false(store: SqliteEngine) -> None:
    assert not await store.write(lambda c: revoke_key(c, "key_no", 5))


async def test_api_keys_are_listed_oldest_first(store: SqliteEngine, read: Read) -> None:
    made = [(await make(store, now=now))[0] for now in (30, 10, 20)]
    assert await read(list_keys) == sorted(made, key=lambda key: key.created_at)


async def test_secret_of_api_key_is_not_stored(store: SqliteEngine, path: Path) -> None:
    _, secret = await make(store)
    files = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    assert f"{path.name}-wal" in files
    everything = b"".join(files.values())
    assert b"key_" in everything
    assert secret.encode() not in everything
    assert secret.removeprefix("evsrv_api_").encode() not in everything
