"""Connection strings, and what is shown of them."""

import logging
import traceback
from pathlib import Path

import pytest

from evsrv.core.dsn import Dsn, UnknownAddress, is_dsn, parse_database
from evsrv.engine.errors import StoreError
from evsrv.postgresql.engine import PostgresEngine

SECRET = "hunter2"
DSNS = [
    f"postgresql://{SECRET}:{SECRET}@127.0.0.1:9/events?password={SECRET}",
    f"postgres://u:{SECRET}@/events?host=/nowhere-at-all",
    f"postgresql://u:{SECRET}@127.0.0.1:port/events",
    f"postgresql://u:{SECRET}@[::1/events",
]


@pytest.mark.parametrize(
    ("database", "expected"),
    [
        ("postgresql://host/db", True),
        ("postgres://host/db", True),
        ("events.db", False),
        ("/data/postgresql", False),
        ("mysql://host/db", False),
    ],
)
def test_dsn_is_told_from_file(database: str, expected: bool) -> None:
    assert is_dsn(database) is expected


@pytest.mark.parametrize(
    "name",
    [
        f"mysql://u:{SECRET}@host/db",
        f"POSTGRESQL://u:{SECRET}@host/db",
        f"postgresql+asyncpg://u:{SECRET}@host/db",
        f"postgresql:/u:{SECRET}@host/db",
    ],
)
def test_address_of_something_else_is_refused_without_its_secrets(name: str) -> None:
    with pytest.raises(UnknownAddress) as refused:
        parse_database(name)
    assert "postgresql://" in str(refused.value)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("name", ["events.db", "C:/data/events.db", "/data/a:/b.db", "a:b.db"])
def test_file_may_have_a_colon_in_its_path(name: str) -> None:
    assert parse_database(name) == Path(name)


def test_place_has_host_port_and_database() -> None:
    assert Dsn("postgresql://u:p@db.example:5433/events?sslmode=require").place == (
        "db.example:5433/events"
    )
    assert Dsn("postgresql://u@/events?host=/run/pg").place == "/run/pg/events"


@pytest.mark.parametrize("dsn", DSNS)
async def test_secret_of_dsn_is_never_shown(dsn: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(StoreError, match="cannot be opened") as raised:
        await PostgresEngine.open(Dsn(dsn))
    shown = "".join(traceback.format_exception(raised.value, chain=True))
    assert SECRET not in "\n".join([shown.split("StoreError")[-1], str(Dsn(dsn)), repr(Dsn(dsn))])
    assert SECRET not in caplog.text
    assert raised.value.__suppress_context__
