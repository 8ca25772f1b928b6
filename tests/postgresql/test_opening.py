"""An opening that fails says why, and leaves no connection to the database."""

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from support.citus import not_on_citus

from evsrv.core.dsn import Dsn
from evsrv.engine.errors import StoreError
from evsrv.postgresql import engine
from evsrv.postgresql.engine import PostgresEngine
from evsrv.postgresql.errors import ServerAway
from evsrv.postgresql.schema_versions import MIGRATIONS
from evsrv.postgresql.session import Session
from evsrv.postgresql.walls import WALLS
from postgresql.activity import connected, wait_for_open


def with_user(dsn: Dsn, user: str) -> Dsn:
    parts = urlsplit(dsn.secret)
    return Dsn(urlunsplit(parts._replace(netloc=f"{user}@{parts.netloc.rpartition('@')[2]}")))


def with_option(dsn: Dsn, option: str) -> Dsn:
    parts = urlsplit(dsn.secret)
    return Dsn(urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, option))))))


def with_path(dsn: Dsn, path: str) -> Dsn:
    return Dsn(urlunsplit(urlsplit(dsn.secret)._replace(path=path)))


async def make_role(dsn: Dsn, name: str, options: str) -> Dsn:
    """Make a role, which may be there from another test; return the string to connect as it."""
    async with connected(dsn) as connection:
        await connection.execute(
            f"""
            DO $$ BEGIN CREATE ROLE {name} {options};
            EXCEPTION WHEN duplicate_object THEN NULL; END $$
            """
        )
    return with_user(dsn, name)


async def refusal(dsn: Dsn) -> str:
    with pytest.raises(StoreError) as refused:
        await PostgresEngine.open(dsn)
    return str(refused.value).removeprefix(dsn.place)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            lambda dsn: with_user(dsn, "evsrv_test_nobody"),
            "the server refuses the user, the password or the address of this machine",
        ),
        (lambda dsn: with_path(dsn, "/evsrv_no_database"), "the server has no such database"),
        (lambda dsn: with_option(dsn, "unknown=1"), "an option that the server does not know"),
        (lambda dsn: with_option(dsn, "sslmode=bogus"), "the connection string is not a valid one"),
        (lambda _: Dsn("postgresql://u:p@w@127.0.0.1/db"), "the name of the host is not known"),
        (lambda _: Dsn("postgresql://u@127.0.0.1:1/db"), "no server listens there"),
        (lambda _: Dsn("postgresql://u@/db?host=/nowhere-at-all"), "there is no such socket"),
    ],
)
async def test_opening_that_is_refused_says_why(
    change: Callable[[Dsn], Dsn], expected: str, postgres: Dsn
) -> None:
    message = await refusal(change(postgres))
    assert message.startswith(" cannot be opened: ")
    assert expected in message


@not_on_citus("it makes users on one server")
async def test_user_without_a_right_is_told_which_one_it_needs(postgres: Dsn) -> None:
    limited = await make_role(postgres, "evsrv_test_limited", "LOGIN CONNECTION LIMIT 0")
    assert "has no connection left" in await refusal(limited)
    for wall in WALLS:
        await make_role(postgres, wall.role, "NOLOGIN")
    # As after the first start of evsrv on another database of the server.
    second = await make_role(postgres, "evsrv_test_second", "LOGIN CREATEROLE")
    roles = "evsrv_organization, evsrv_project"
    database = urlsplit(postgres.secret).path.strip("/")
    async with connected(postgres) as connection:
        await connection.execute(f"REVOKE {roles} FROM evsrv_test_second")
        await connection.execute(f"GRANT CREATE ON DATABASE {database} TO evsrv_test_second")
        assert f"GRANT {roles} TO" in await refusal(second)
        await connection.execute(f"GRANT {roles} TO evsrv_test_second")
    async with await PostgresEngine.open(second) as engine:
        assert await engine.find_key(b"unknown") is None
    weak = await make_role(postgres, "evsrv_test_weak", "LOGIN")
    assert "may not read the tables of evsrv" in await refusal(weak)


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
