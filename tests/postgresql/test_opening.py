"""An opening that fails leaves no connection to the database."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from evsrv.core.dsn import Dsn
from evsrv.engine.errors import StoreError
from evsrv.postgresql import engine
from evsrv.postgresql.engine import PostgresEngine
from evsrv.postgresql.errors import ServerAway
from evsrv.postgresql.schema_versions import MIGRATIONS
from evsrv.postgresql.session import Session
from postgresql.activity import connected, wait_for_open


def fail_with(error: BaseException) -> Callable[..., Any]:
    def fail(*_: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("owner", "step", "error"),
    [
        (Session, "fetchval", ServerAway()),
        (Session, "fetchval", asyncio.CancelledError()),
        (engine, "Writer", RuntimeError()),
    ],
)
async def test_opening_that_fails_after_the_migration_closes_its_pool(
    owner: object,
    step: str,
    error: BaseException,
    postgres: Dsn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(owner, step, fail_with(error))
        with pytest.raises(type(error)):
            await PostgresEngine.open(postgres)
    await wait_for_open(postgres, 0)
    async with await PostgresEngine.open(postgres):
        await wait_for_open(postgres, 1)


async def test_opening_that_is_refused_closes_its_connection(postgres: Dsn) -> None:
    async with await PostgresEngine.open(postgres), connected(postgres) as connection:
        await connection.execute(f"INSERT INTO evsrv.versions VALUES ({len(MIGRATIONS) + 1})")
    with pytest.raises(StoreError):
        await PostgresEngine.open(postgres)
    await wait_for_open(postgres, 0)
