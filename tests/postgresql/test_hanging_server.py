"""A database server that hangs: each request ends, and the next one works once it goes on."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import ExitStack

import pytest
from embedded_server import EmbeddedServer
from support.events import aggregation, field

from evsrv.config import Settings
from evsrv.core.datasets import EVENTS
from evsrv.core.dsn import Dsn
from evsrv.core.errors import ServiceUnavailable
from evsrv.core.scope import Scope
from evsrv.engine.api_key import hash_secret
from evsrv.language import load_vocabulary, make_frontend
from evsrv.postgresql import engine as engine_module
from evsrv.postgresql.engine import PostgresEngine
from evsrv.postgresql.errors import ServerAway
from postgresql.activity import PATIENCE_S
from postgresql.proxy import proxy_before
from postgresql.test_append import event, fetch
from postgresql.test_walls import ids

FRONTEND = make_frontend(Settings(), load_vocabulary(Settings()))
COUNT = FRONTEND.page(EVENTS, {"select": [aggregation("count")]}, Scope("o"))
ALL = FRONTEND.all_rows(EVENTS, {"select": [field("id")]}, Scope("o"))

Step = Callable[[PostgresEngine], Awaitable[object]]

STEPS: dict[str, Step] = {
    "query": lambda store: store.page(COUNT),
    "event": lambda store: store.append([event("hung")]),
    "key": lambda store: store.find_key(hash_secret("x")),
    "conversation": lambda store: store.conversations.find(Scope("o"), "c"),
    "readiness": lambda store: store.ping(0.5),
}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_MIN_WORK_SECONDS", 1.0)


def opened(dsn: Dsn) -> Awaitable[PostgresEngine]:
    return PostgresEngine.open(dsn, query_timeout=1.0)


async def ask_all(store: PostgresEngine) -> dict[str, BaseException | object]:
    """Take all steps at once, twice, so that some wait for a connection that others have."""
    async with asyncio.timeout(PATIENCE_S):
        found = await asyncio.gather(
            *(step(store) for step in [*STEPS.values()] * 2), return_exceptions=True
        )
    return dict(zip([*STEPS, *(f"second {name}" for name in STEPS)], found, strict=True))


def failed(outcomes: dict[str, BaseException | object]) -> dict[str, object]:
    return {name: one for name, one in outcomes.items() if not isinstance(one, ServiceUnavailable)}


async def test_each_request_of_a_hanging_server_gets_503_and_the_next_one_works(
    own_postgres: EmbeddedServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "evsrv.postgresql.outage")
    dsn = Dsn(own_postgres.dsn)
    async with await opened(dsn) as store:
        acknowledged = [f"{number}" for number in range(50)]
        await asyncio.gather(*(store.append([event(name)]) for name in acknowledged))
        # Half of them have connections then, half have to open them.
        await asyncio.gather(*(step(store) for name, step in STEPS.items() if name != "event"))
        with own_postgres.hanging():
            assert failed(await ask_all(store)) == {}
            assert failed(await ask_all(store)) == {}
        assert set(await ids(store, Scope("o"))) >= set(acknowledged)
        await store.append([event("hung"), event("after")])
        await store.ping(5)
        stored = [name for (name,) in await fetch(dsn, "SELECT id FROM events")]
    assert sorted(stored) == sorted([*acknowledged, "hung", "after"])
    away, back = [record.getMessage() for record in caplog.records]
    assert away == f"{dsn.place} does not answer: TimeoutError; requests get 503"
    assert back.startswith(f"{dsn.place} answers again, after ")


async def test_appends_that_wait_for_one_that_hangs_end_with_it(
    own_postgres: EmbeddedServer,
) -> None:
    commits: list[int] = []
    async with await opened(Dsn(own_postgres.dsn)) as store:
        await store.append([event("first")])
        take = store._writer._store

        async def counted(events: object) -> object:
            commits.append(1)
            return await take(events)  # type: ignore[arg-type]

        store._writer._store = counted  # type: ignore[method-assign,assignment]
        with own_postgres.hanging():
            large = [[event(f"{sender}-{n}") for n in range(1000)] for sender in range(5)]
            found = await asyncio.gather(*map(store.append, large), return_exceptions=True)
    assert [type(one) for one in found] == [ServerAway] * 5
    assert len(commits) == 1


async def test_network_that_is_cut_is_told_and_used_again(own_postgres: EmbeddedServer) -> None:
    async with (
        proxy_before(own_postgres.folder) as (proxy, dsn),
        await opened(dsn) as store,
    ):
        await store.append([event("1")])
        proxy.forwards.clear()
        assert failed(await ask_all(store)) == {}
        proxy.forwards.set()
        assert "1" in await ids(store, Scope("o"))
        await store.append([event("2")])


async def test_stream_of_a_hanging_server_ends(own_postgres: EmbeddedServer) -> None:
    async with await opened(Dsn(own_postgres.dsn)) as store:
        await store.append([event(f"{number}") for number in range(1000)])

        async def read() -> None:
            with ExitStack() as after_the_stream:
                async with store.stream(ALL) as rows, asyncio.timeout(PATIENCE_S):
                    after_the_stream.enter_context(own_postgres.hanging())
                    async for _ in rows.batches(list):
                        pass

        with pytest.raises(ServerAway):
            await read()
        assert len(await ids(store, Scope("o"))) == 1000
