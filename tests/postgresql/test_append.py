"""Events in PostgreSQL: stored once, unchanged, in shared commits."""

import asyncio
import random
from collections.abc import Sequence
from typing import Any

import asyncpg
import pytest

from evsrv.core.dsn import Dsn
from evsrv.core.errors import Unprocessable
from evsrv.core.event import Event
from evsrv.core.json_text import canonical
from evsrv.core.scope import Scope
from evsrv.engine.append_result import AppendResult
from evsrv.engine.errors import StoreError
from evsrv.postgresql import writer
from evsrv.postgresql.append import append_events
from evsrv.postgresql.engine import PostgresEngine
from evsrv.postgresql.errors import ServerAway, WorkerAway
from evsrv.postgresql.property_keys import list_keys_of_field
from evsrv.postgresql.routed_append import append_routed
from evsrv.postgresql.session import GRACE_SECONDS, Session


def event(id_: str = "e", **columns: Any) -> Event:
    return Event(
        **{
            "id": id_,
            "organization_id": "o",
            "project_id": "p",
            "integration_id": None,
            "event_type": "event",
            "type": "t",
            "message_id": None,
            "conversation_id": None,
            "search_query": None,
            "created_at": 1,
            "properties": None,
            "user_properties": None,
            **columns,
        }
    )


async def fetch(dsn: Dsn, sql: str, *arguments: Any) -> list[Any]:
    connection = await asyncpg.connect(dsn.secret, server_settings={"search_path": "evsrv"})
    try:
        return [tuple(row) for row in await connection.fetch(sql, *arguments)]
    finally:
        await connection.close()


@pytest.mark.parametrize(
    "properties",
    [
        {},
        {"text": "ü \U0001f600 \x7f ' ? $1", "list": [1, [None, {"b": 1, "a": "e+"}]]},
        {"double": [1.0, 0.1, 1e16, 1e22, 1.5e300, -1e-7, 5e-324], "whole": [2**63 - 1, -(2**63)]},
    ],
)
async def test_duplicate_returns_stored_event_unchanged(
    store: PostgresEngine, properties: Any
) -> None:
    first = event(properties=canonical(properties), user_properties=None, search_query="x")
    assert [one.duplicate for one in await store.append([first])] == [False]
    (again,) = await store.append([event(type="other")])
    assert (again.event, again.duplicate) == (first, True)


async def test_id_twice_in_one_append_stores_first_event(
    store: PostgresEngine, postgres: Dsn
) -> None:
    sent = [event("b"), event("a", type="first"), event("a", type="second"), event("c")]
    results = await store.append(sent)
    assert [one.duplicate for one in results] == [False, False, True, False]
    assert results[2].event.type == "first"
    assert await fetch(postgres, "SELECT id, type FROM events ORDER BY id") == [
        ("a", "first"),
        ("b", "t"),
        ("c", "t"),
    ]


async def test_projects_do_not_share_ids(store: PostgresEngine) -> None:
    sent = [event(project_id=project) for project in ("p", "q", None, None)]
    assert [one.duplicate for one in await store.append(sent)] == [False, False, False, True]


async def test_appends_that_wait_together_share_a_commit(
    store: PostgresEngine, postgres: Dsn
) -> None:
    await asyncio.gather(*(store.append([event(str(number))]) for number in range(300)))
    commits = await fetch(postgres, "SELECT count(DISTINCT xmin::text), count(*) FROM events")
    # The first may be alone.
    assert commits in ([(1, 300)], [(2, 300)])


async def test_invalid_event_fails_only_its_own_append(store: PostgresEngine) -> None:
    sent = [[event("a")], [event("b", created_at="x")], [event("c")]]
    results = await asyncio.gather(*map(store.append, sent), return_exceptions=True)
    assert [isinstance(one, Exception) for one in results] == [False, True, False]


async def test_append_for_a_lost_worker_fails_alone(
    store: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def append(_: Session, __: Sequence[Event]) -> list[AppendResult]:
        raise WorkerAway

    async def append_one(session: Session, events: Sequence[Event]) -> list[AppendResult]:
        if events[0].organization_id == "lost":
            raise WorkerAway
        return await append_routed(session, events)

    monkeypatch.setattr(writer, "append_events", append)
    monkeypatch.setattr(writer, "append_routed", append_one)
    sent = [[event(organization_id=name)] for name in ("a", "lost", "b", "lost", "c")]
    results = await asyncio.gather(*map(store.append, sent), return_exceptions=True)
    assert [isinstance(one, WorkerAway) for one in results] == [False, True, False, True, False]


async def test_hang_while_a_worker_is_lost_ends_the_appends_that_wait(
    store: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    routed: list[str] = []

    async def append(_: Session, __: Sequence[Event]) -> list[AppendResult]:
        raise WorkerAway

    async def append_one(session: Session, events: Sequence[Event]) -> list[AppendResult]:
        routed.append(events[0].organization_id)
        if routed[-1] == "hangs":
            raise ServerAway
        return await append_routed(session, events)

    monkeypatch.setattr(writer, "append_events", append)
    monkeypatch.setattr(writer, "append_routed", append_one)
    sent = [[event(organization_id=name)] for name in ("a", "hangs", "b", "c")]
    results = await asyncio.gather(*map(store.append, sent), return_exceptions=True)
    assert [isinstance(one, ServerAway) for one in results] == [False, True, True, True]
    assert routed == ["a", "hangs"]


async def test_append_without_the_other_servers_stores_the_same(
    store: PostgresEngine, postgres: Dsn
) -> None:
    document = canonical({"k": 1e22, "é": {}})
    sent = [
        event("a", organization_id=name, project_id=project, properties=document)
        for name in "xy"
        for project in ("p", None, "p")
    ]
    found = []
    for append in (append_events, append_routed):
        async with store._connections.write(60) as session:
            results = [await append(session, sent), await append(session, sent[::-1])]
        rows = [
            sorted(await fetch(postgres, f"SELECT {columns} FROM {table}"), key=str)
            for table, columns in (
                ("events", "organization_id, project_id, id, properties::text"),
                ("property_keys", "organization_id, project_id, field, key"),
            )
        ]
        found.append([results, rows])
        async with store._connections.write(60) as session:
            await session.execute("DELETE FROM events")
            await session.execute("DELETE FROM property_keys")
    assert found[0] == found[1]
    assert all(found[0][1])


async def test_text_beyond_the_limit_of_an_index_is_refused_alone(store: PostgresEngine) -> None:
    # Random, so that compression does not make it short.
    long = "".join(map(chr, random.Random(1).choices(range(0x4E00, 0x9FFF), k=2000)))
    refused, stored = await asyncio.gather(
        store.append([event(type=long)]), store.append([event("b")]), return_exceptions=True
    )
    assert isinstance(refused, Unprocessable)
    assert not isinstance(stored, BaseException)


async def test_append_that_waits_beyond_its_limit_may_be_sent_again(
    postgres: Dsn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evsrv.postgresql.engine._MIN_WORK_SECONDS", 2.0)
    holder = await asyncpg.connect(postgres.secret)
    async with await PostgresEngine.open(postgres, query_timeout=0.2) as store:
        await holder.execute("BEGIN; LOCK TABLE evsrv.events IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(ServerAway):
            await store.append([event()])
        await holder.close()
        await store.append([event()])
    assert await fetch(postgres, "SELECT id FROM events") == [("e",)]


async def test_work_that_is_no_query_may_take_longer_than_a_query(postgres: Dsn) -> None:
    holder = await asyncpg.connect(postgres.secret)
    async with await PostgresEngine.open(postgres, query_timeout=0.1) as store:
        await holder.execute("BEGIN; LOCK TABLE evsrv.events, evsrv.api_keys")
        work = asyncio.gather(store.append([event()]), store.find_key(b"unknown"))
        # Beyond the limit of queries, with what the driver adds to it.
        await asyncio.sleep(0.1 + GRACE_SECONDS + 0.3)
        await holder.close()
        (result,), key = await work
    assert (result.duplicate, key) == (False, None)


async def test_append_with_invalid_event_stores_none(store: PostgresEngine, postgres: Dsn) -> None:
    with pytest.raises(asyncpg.PostgresError):
        await store.append([event("a"), event("b", properties="[]")])
    assert await fetch(postgres, "SELECT id FROM events") == []


async def test_append_stores_the_keys_of_json_fields(store: PostgresEngine, postgres: Dsn) -> None:
    sent = [
        event("a", properties='{"k":1,"é":2}'),
        event("b", project_id="q", properties='{"k":0}'),
    ]
    await store.append([*sent, event("c", user_properties='{"u":{"inner":1}}')])
    async with store._connections.read(Scope("o", "p"), 5) as session:
        of_project = await list_keys_of_field(session, "properties")
    async with store._connections.read(Scope("o"), 5) as session:
        of_organization = await list_keys_of_field(session, "properties", 1)
        of_users = await list_keys_of_field(session, "userProperties")
    assert (of_project, of_organization, of_users) == (["k", "é"], ["k"], ["u"])
    assert len(await fetch(postgres, "SELECT FROM property_keys")) == 4


async def test_two_servers_store_the_same_ids_once(postgres: Dsn) -> None:
    async with (
        await PostgresEngine.open(postgres) as one,
        await PostgresEngine.open(postgres) as two,
    ):
        forward = [event(str(number)) for number in range(500)]
        pairs = [(one, forward), (two, forward[::-1])] * 3
        results = await asyncio.gather(*(engine.append(events) for engine, events in pairs))
        stored = sum(not result.duplicate for results_ in results for result in results_)
        assert stored == 500


async def test_closed_store_refuses_appends(postgres: Dsn) -> None:
    async with await PostgresEngine.open(postgres) as engine:
        pass
    with pytest.raises(StoreError):
        await engine.append([event()])
