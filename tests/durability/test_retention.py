"""A server keeps rows for as long as its setting `retention_days`."""

import asyncio
from collections.abc import Awaitable, Callable

from support.events import message
from support.server import Server

from evsrv.core.timestamps import format_timestamp, now

DAY = 86_400_000
IDS = {"select": [{"type": "field", "field": "id"}]}


async def test_server_deletes_events_and_keys_older_than_retention_days(
    start: Callable[..., Awaitable[Server]],
) -> None:
    server = await start()
    for name, age in (("old", 31), ("new", 29)):
        event = message(name, createdAt=format_timestamp(now() - age * DAY), properties={name: 1})
        assert (await server.post_event(event))[0] == 200
    async with asyncio.timeout(30):
        retaining = await start(retention_days=30)
        while await retaining.rows(IDS) != [{"id": "new"}]:
            await asyncio.sleep(0.01)
        keys = {"field": "properties"}
        while (await retaining.send("POST", "/query/property-keys", keys)).json["results"] != [
            "new"
        ]:
            await asyncio.sleep(0.01)
    assert (await server.post_event(message("after")))[0] == 200


async def test_server_deletes_conversations_and_feedback_older_than_retention_days(
    start: Callable[..., Awaitable[Server]],
) -> None:
    server = await start()
    for name, age in (("old", 31), ("new", 29)):
        time = format_timestamp(now() - age * DAY)
        asked = {"id": f"m-{name}", "role": "user", "content": "why?"}
        # It is as old as its last update.
        conversation = {"id": name, "type": "openai", "messages": [asked]}
        dated = conversation | {"createdAt": "2020-01-01T00:00:00Z", "updatedAt": time}
        assert (await server.send("POST", "/conversations", dated)).status == 200
        feedback = {"id": name, "type": "positive", "messageId": "m-new", "createdAt": time}
        assert (await server.send("POST", "/feedback", feedback)).status == 200

    async def left(server: Server) -> tuple[list[str], list[str]]:
        conversations = (await server.send("GET", "/conversations")).json["conversations"]
        feedback = (await server.send("GET", "/feedback")).json["positiveFeedback"]
        return [one["id"] for one in conversations], [one["id"] for one in feedback]

    assert await left(server) == (["new", "old"], ["new", "old"])
    async with asyncio.timeout(30):
        retaining = await start(retention_days=30)
        while await left(retaining) != (["new"], ["new"]):
            await asyncio.sleep(0.01)
    assert (await server.send("POST", "/conversations", conversation)).status == 200


async def test_server_without_retention_days_keeps_all_events(
    start: Callable[..., Awaitable[Server]],
) -> None:
    server = await start()
    assert (await server.post_event(message("old", createdAt="1970-01-01T00:00:00Z")))[0] == 200
    await server.client.close()
    again = (await start()).with_key(server.key)
    assert await again.rows(IDS) == [{"id": "old"}]
