"""Connection strings, and what is shown of them."""

import logging
import traceback

import pytest

from evsrv.core.dsn import Dsn, is_dsn
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
