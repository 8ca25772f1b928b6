"""Conditions of the database server that pass: 503, and all as before once they are over."""

import shutil
import subprocess
from collections.abc import Iterator

import pytest
from embedded_server import EmbeddedServer
from support.citus import not_on_citus

from evsrv.core.dsn import Dsn
from evsrv.core.errors import ServiceUnavailable
from evsrv.core.scope import Scope
from evsrv.engine.api_key import hash_secret
from evsrv.postgresql.engine import PostgresEngine
from evsrv.postgresql.errors import ReadOnlyServer, ServerAway
from postgresql.activity import connected
from postgresql.test_append import event, fetch
from postgresql.test_walls import ids

PASSING = {
    "serialization_failure": "40001",
    "deadlock_detected": "40P01",
    "disk_full": "53100",
    "out_of_memory": "53200",
    "too_many_connections": "53300",
    "admin_shutdown": "57P01",
    "cannot_connect_now": "57P03",
    "connection_failure": "08006",
}
"""By name: conditions in which a client is right to send its request again."""


@not_on_citus("it has no triggers on spread tables, by which the test fails statements")
@pytest.mark.parametrize("condition", PASSING.values(), ids=PASSING)
async def test_passing_condition_is_503_for_reads_and_writes(
    store: PostgresEngine, postgres: Dsn, condition: str
) -> None:
    fail = f"RAISE EXCEPTION 'secret' USING ERRCODE = '{condition}';"
    async with connected(postgres) as connection:
        await connection.execute(
            f"""
            CREATE FUNCTION evsrv.fail() RETURNS trigger LANGUAGE plpgsql
                AS $$ BEGIN {fail} END $$;
            CREATE TRIGGER failing BEFORE INSERT ON evsrv.events EXECUTE FUNCTION evsrv.fail()
            """
        )
        with pytest.raises(ServiceUnavailable) as refused:
            await store.append([event("1")])
        assert "secret" not in refused.value.detail
        with pytest.raises(ServiceUnavailable):
            async with store._connections.read(Scope("o"), 5) as session:
                await session.execute(f"DO $$ BEGIN {fail} END $$")
        await connection.execute("DROP TRIGGER failing ON evsrv.events")
    await store.append([event("1")])
    assert await ids(store, Scope("o")) == ["1"]


async def test_lookup_of_key_that_takes_too_long_is_503(
    postgres: Dsn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evsrv.postgresql.engine._MIN_WORK_SECONDS", 2.0)
    async with (
        await PostgresEngine.open(postgres, query_timeout=0.1) as store,
        connected(postgres) as connection,
    ):
        async with connection.transaction():
            await connection.execute("LOCK TABLE evsrv.api_keys IN ACCESS EXCLUSIVE MODE")
            # Not 422, at which a client would drop its event.
            with pytest.raises(ServerAway):
                await store.find_key(hash_secret("x"))
        assert await store.find_key(hash_secret("x")) is None


@pytest.fixture
def small_disk(own_postgres: EmbeddedServer) -> Iterator[str]:
    """Return a folder on a disk of 8 MB, which needs the right to mount one."""
    folder = own_postgres.folder / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    user = own_postgres.user
    # Another user than the test's own: the test runs as root.
    if user is None or not shutil.which("mount") or subprocess.run(command, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    shutil.chown(folder, user)
    folder.chmod(0o700)
    try:
        yield str(folder)
    finally:
        own_postgres.stop("immediate")
        subprocess.run(["umount", str(folder)], check=True)


async def test_full_disk_refuses_events_and_loses_none(
    own_postgres: EmbeddedServer, small_disk: str
) -> None:
    dsn = Dsn(own_postgres.dsn)
    acknowledged: list[str] = []
    async with await PostgresEngine.open(dsn) as store, connected(dsn) as connection:
        await connection.execute(f"CREATE TABLESPACE small LOCATION '{small_disk}'")
        await connection.execute("ALTER TABLE evsrv.events SET TABLESPACE small")

        async def append(number: int) -> None:
            batch = [event(f"{number}-{part}", search_query="x" * 1000) for part in range(100)]
            await store.append(batch)
            acknowledged.extend(one.id for one in batch)

        async def stored() -> list[str]:
            return [id_ for (id_,) in await fetch(dsn, "SELECT id FROM events")]

        async def fill() -> None:
            for number in range(1000):
                await append(number)

        with pytest.raises(ReadOnlyServer, match="disk is full"):
            await fill()
        assert acknowledged
        assert sorted(await stored()) == sorted(acknowledged)
        assert len(await ids(store, Scope("o"))) > 0
        # With more room the batch that was refused is stored.
        grow = ["mount", "-o", "remount,size=64m", small_disk]
        subprocess.run(grow, check=True)
        await append(len(acknowledged) // 100)
        assert sorted(await stored()) == sorted(acknowledged)
