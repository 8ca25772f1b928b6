"""A database server that goes away: a clear error, then all as before; nothing is lost."""

import asyncio

import pytest
from embedded_server import EmbeddedServer
from support.citus import not_on_citus

from evsrv.core.dsn import Dsn
from evsrv.core.scope import Scope
from evsrv.postgresql.engine import PostgresEngine
from evsrv.postgresql.errors import ReadOnlyServer, ServerAway
from postgresql.test_append import event, fetch
from postgresql.test_walls import ids


async def test_server_away_is_told_and_used_again_when_back(own_postgres: EmbeddedServer) -> None:
    async with await PostgresEngine.open(Dsn(own_postgres.dsn)) as store:
        await store.append([event("1")])
        assert await ids(store, Scope("o")) == ["1"]
        own_postgres.stop("immediate")
        for _ in range(3):
            with pytest.raises(ServerAway):
                await store.append([event("2")])
            with pytest.raises(ServerAway):
                await ids(store, Scope("o"))
            with pytest.raises(ServerAway):
                await store.ping(1)
            with pytest.raises(ServerAway):
                await store.conversations.find(Scope("o"), "c")
        own_postgres.start()
        assert await ids(store, Scope("o")) == ["1"]
        assert [one.duplicate for one in await store.append([event("2")])] == [False]


async def test_crashes_lose_nothing_acknowledged_and_store_no_part_of_a_batch(
    own_postgres: EmbeddedServer,
) -> None:
    acknowledged: set[str] = set()
    crashed = asyncio.Event()
    async with await PostgresEngine.open(Dsn(own_postgres.dsn)) as store:

        async def send(sender: int) -> None:
            number = 0
            while not crashed.is_set() or number == 0:
                number += 1
                batch = [event(f"{sender}-{number}-{part}") for part in range(20)]
                try:
                    await store.append(batch)
                except ServerAway:
                    await asyncio.sleep(0.01)
                else:
                    acknowledged.update(one.id for one in batch)

        senders = [asyncio.create_task(send(number)) for number in range(4)]
        for _ in range(3):
            before = len(acknowledged)
            while len(acknowledged) < before + 200:
                await asyncio.sleep(0.01)
            await asyncio.to_thread(own_postgres.stop, "immediate")
            await asyncio.to_thread(own_postgres.start)
        crashed.set()
        await asyncio.gather(*senders)
    stored = [id_ for (id_,) in await fetch(Dsn(own_postgres.dsn), "SELECT id FROM events")]
    assert acknowledged <= set(stored)
    batches = [id_.rpartition("-")[0] for id_ in stored]
    assert {batches.count(batch) for batch in set(batches)} == {20}


@not_on_citus("a read-only default of the cluster cannot be taken back by its coordinator")
async def test_read_only_server_refuses_writes_and_answers_reads(
    store: PostgresEngine, postgres: Dsn
) -> None:
    await store.append([event("1")])
    name = postgres.place.rpartition("/")[2]
    async with store._connections.trusted() as session:
        await session.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    async with await PostgresEngine.open(postgres) as replica:
        with pytest.raises(ReadOnlyServer, match="read-only"):
            await replica.append([event("2")])
        assert await ids(replica, Scope("o")) == ["1"]
