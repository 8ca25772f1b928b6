"""The setting `anonymous_visitors`: an id of a day for visitors without an account."""

import asyncio
import json
import logging
from typing import Any

import pytest
from aiohttp import web
from attrs import define
from support.events import Json, message
from support.server import Server

from evsrv.core.timestamps import DAY_MS
from evsrv.web.app_keys import TRUSTED_PROXIES, VISITOR_IDS
from evsrv.web.visitor_ids import VisitorIds
from web.conftest import StartApp
from web.test_metrics import named, samples

FIREFOX = {"User-Agent": "Firefox", "X-Forwarded-For": "203.0.113.7"}
CHROME = {**FIREFOX, "User-Agent": "Chrome"}
ELSEWHERE = {**FIREFOX, "X-Forwarded-For": "203.0.113.8"}
SETTINGS: Json = {"anonymous_visitors": True, "trusted_proxies": ("127.0.0.0/8",)}


@define
class Clock:
    day: int = 20_000

    def now(self) -> int:
        return self.day * DAY_MS + 5

    def install(self, app: web.Application) -> None:
        app[VISITOR_IDS] = VisitorIds(app[TRUSTED_PROXIES], self.now)


def web_key(server: Server, **members: Json) -> str:
    return server.make_key(**{"kind": "web", "project": "site", **members})


async def visit(server: Server, name: str, headers: Json = FIREFOX, **members: Json) -> Json:
    """Send an event and return it as it is stored."""
    reply = await server.send("POST", "/events", message(name, **members), headers=headers)
    assert reply.status == 200
    (row,) = await server.with_key(server.make_key(organization="acme")).rows(
        {"where": {"condition": {"field": "id", "operator": "eq", "value": name}}}
    )
    return row["userProperties"]


async def test_visitor_without_account_has_no_id_by_default(server: Server) -> None:
    visitor = server.with_key(web_key(server))
    assert await visit(visitor, "a") is None


async def test_id_is_that_of_address_and_user_agent(start_app: StartApp) -> None:
    server = await start_app(**SETTINGS)
    visitor = server.with_key(web_key(server))
    user = await visit(visitor, "a")
    assert list(user) == ["id"]
    assert await visit(visitor, "b") == user
    assert await visit(visitor.with_key(web_key(server)), "c") == user
    others = [await visit(visitor, "d", CHROME), await visit(visitor, "e", ELSEWHERE)]
    assert len({user["id"], *(other["id"] for other in others)}) == 3


async def test_id_tells_neither_address_nor_user_agent(
    start_app: StartApp, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server = await start_app(**SETTINGS)
    user = await visit(server.with_key(web_key(server)), "a")
    for text in (*FIREFOX.values(), user["id"]):
        assert text not in caplog.text
    stored = server.db.read_bytes() + server.db.with_name(f"{server.db.name}-wal").read_bytes()
    assert user["id"].encode() in stored
    for text in FIREFOX.values():
        assert text.encode() not in stored


async def test_id_is_another_one_the_next_day(start_app: StartApp) -> None:
    clock = Clock()
    server = await start_app(clock.install, **SETTINGS)
    visitor = server.with_key(web_key(server))
    ids: list[Any] = []
    for day in (20_000, 20_001, 20_000):
        clock.day = day
        for name in "ab":
            ids.append((await visit(visitor, f"{day}-{name}-{len(ids)}"))["id"])
    # Not even the clock brings a day's salt back.
    assert ids[::2] == ids[1::2]
    assert len(set(ids)) == 3


async def test_id_is_another_one_after_a_restart(start_app: StartApp) -> None:
    users = []
    for name in "ab":
        server = await start_app(**SETTINGS)
        users.append(await visit(server.with_key(web_key(server)), name))
        await server.client.close()
    assert users[0] != users[1]


async def test_id_is_another_one_in_another_project(start_app: StartApp) -> None:
    server = await start_app(**SETTINGS)
    users = [
        await visit(server.with_key(web_key(server, project=project)), project)
        for project in ("site", "shop")
    ]
    assert users[0] != users[1]


@pytest.mark.parametrize("user", [{"userId": "u-1"}, {"id": "cookie-1", "plan": "pro"}])
async def test_event_with_a_user_keeps_it(start_app: StartApp, user: Json) -> None:
    server = await start_app(**SETTINGS)
    visitor = server.with_key(web_key(server))
    assert await visit(visitor, "a", userProperties=user) == user


@pytest.mark.parametrize("user", [None, {}, {"id": None}, {"plan": "pro", "userId": None}])
async def test_event_without_a_user_gets_an_id_beside_its_properties(
    start_app: StartApp, user: Json
) -> None:
    server = await start_app(**SETTINGS)
    visitor = server.with_key(web_key(server))
    known = await visit(visitor, "a")
    plan = {"plan": "pro"} if user and "plan" in user else {}
    assert await visit(visitor, "b", userProperties=user) == {**known, **plan}


async def test_api_key_stores_events_as_they_are_sent(start_app: StartApp) -> None:
    server = await start_app(**SETTINGS)
    assert await visit(server, "a") is None


async def test_web_key_is_not_told_the_id(start_app: StartApp) -> None:
    server = await start_app(**SETTINGS)
    visitor = server.with_key(web_key(server))
    for user in (None, {"plan": "pro"}):
        for _ in range(2):
            event = message(f"sent-{user}", userProperties=user)
            status, echo = await visitor.post_event(event)
            assert (status, echo["userProperties"]) == (200, user)


async def test_events_of_a_batch_get_the_id(start_app: StartApp) -> None:
    server = await start_app(**SETTINGS)
    key = web_key(server)
    batch = json.dumps([message("a"), {"type": 5}, message("b", userProperties={"id": "u"})])
    headers = {"Content-Type": "text/plain", **FIREFOX}
    reply = await server.with_key(None).send(
        "POST", f"/events/batch?key={key}", data=batch.encode(), headers=headers
    )
    assert [result["status"] for result in reply.json["results"]] == ["stored", "refused", "stored"]
    rows = await server.rows({"orderBy": [{"field": "id", "direction": "asc"}]})
    user = await visit(server.with_key(key), "c")
    assert [row["userProperties"] for row in rows] == [user, {"id": "u"}]


async def test_event_sent_again_the_next_day_is_a_duplicate_that_does_not_differ(
    start_app: StartApp,
) -> None:
    clock = Clock()
    server = await start_app(clock.install, **SETTINGS)
    visitor = server.with_key(web_key(server))
    first = await visit(visitor, "a")
    clock.day += 1
    assert await visit(visitor, "a") == first
    differing = named("evsrv_events_differing_total")
    assert (await samples(server))[differing] == 0
    await visit(visitor, "a", type="other")
    assert (await samples(server))[differing] == 1


async def test_id_does_not_count_for_limits(start_app: StartApp) -> None:
    server = await start_app(**SETTINGS, max_event_members=2)
    visitor = server.with_key(web_key(server))
    sent = {"plan": "pro", "locale": "de"}
    user = await visit(visitor, "a", userProperties=sent)
    assert user == {**sent, "id": user["id"]}


async def test_user_agent_of_any_bytes_is_taken(start_app: StartApp) -> None:
    server = await start_app(**SETTINGS)
    key = web_key(server)
    for agent in (b"\xff", "\u00fc".encode(), b""):
        body = json.dumps({"type": "sent"}).encode()
        head = f"POST /events?key={key} HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
        length = f"\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        reader, writer = await asyncio.open_connection("127.0.0.1", server.client.port)
        writer.write(head.encode() + b"User-Agent: " + agent + length.encode() + body)
        assert (await reader.read()).startswith(b"HTTP/1.1 200 ")
        writer.close()
    rows = await server.rows({})
    assert len({row["userProperties"]["id"] for row in rows}) == 3


async def test_user_of_the_setting_is_no_anonymous_visitor(start_app: StartApp) -> None:
    server = await start_app(**SETTINGS, user=("properties.author", "userProperties.id"))
    visitor = server.with_key(web_key(server))
    assert await visit(visitor, "a", properties={"author": "ann"}) is None
    assert list(await visit(visitor, "b", properties={"author": None})) == ["id"]
    assert list(await visit(visitor, "c", userProperties={"userId": "x"})) == ["id", "userId"]
    assert await visit(visitor, "d", userProperties={"id": "x"}) == {"id": "x"}
