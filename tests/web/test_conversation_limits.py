"""Limits of conversations, and what holds for their routes as for all others."""

import pytest
from support.conversations import answered, asked, delete, get, listed, log, logged, openai
from support.server import Json, Server, points_at, says

from evsrv.engine.api_key import KeyKind
from web.conftest import StartApp
from web.test_metrics import named, samples


def web_key(server: Server) -> str:
    return server.make_key(kind="web", organization="acme", project="site")


@pytest.mark.parametrize("size", [-1, 0, 1])
async def test_size_is_limited_for_web_keys_alone(start_app: StartApp, size: int) -> None:
    server = await start_app(max_conversation_bytes=500)
    document = openai(asked("", "m", metadata="x" * 1000), id="c", unknown="y" * 1000)
    # As canonical JSON without unknown members, it has 81 bytes and its content.
    known = '{"id":"c","messages":[{"content":"","id":"m","role":"user"}],"type":"openai"}'
    document["messages"][0]["content"] = "ä" * 100 + "x" * (500 - len(known) - 200 + size)
    reply = await log(server, document, key=web_key(server))
    if size <= 0:
        assert reply.status == 200, reply.text
    else:
        assert reply.status == 422
        assert says(reply.json, "at most 500 bytes")
        assert says(reply.json, "not 501")
        found = await samples(server)
        name = named("evsrv_conversations_over_limit_total", limit="max_conversation_bytes")
        assert found[name] == 1
    assert (await log(server, document)).status == 200


async def test_messages_are_limited_for_web_keys_alone(start_app: StartApp) -> None:
    server = await start_app(max_conversation_messages=2)
    key = web_key(server)
    assert (await log(server, openai(asked(), answered()), key=key)).status == 200
    reply = await log(server, openai(asked(), answered(), asked()), key=key)
    assert reply.status == 422
    assert points_at(reply.json, "/messages")
    assert says(reply.json, "at most 2 messages")
    assert (await log(server, openai(asked(), answered(), asked()))).status == 200


async def test_default_limits_of_web_keys(server: Server) -> None:
    key = web_key(server)
    many = openai(*(asked("x") for _ in range(2000)))
    assert (await log(server, many, key=key)).status == 200
    many["messages"].append(asked("x"))
    reply = await log(server, many, key=key)
    assert (reply.status, [issue["pointer"] for issue in reply.json["errors"]]) == (
        422,
        ["/messages"],
    )
    assert (await log(server, openai(asked("x" * 511_000)), key=key)).status == 200
    assert (await log(server, openai(asked("x" * 512_000)), key=key)).status == 422


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        (openai(id="x" * 11), "/id"),
        (openai(externalId="x" * 11), "/externalId"),
        (openai(supportTicketConversationId="x" * 11), "/supportTicketConversationId"),
        (openai(integrationId="x" * 11), "/integrationId"),
        (openai(asked(), asked("x", "x" * 11)), "/messages/1/id"),
        (openai(asked(name="x" * 11)), "/messages/0/name"),
        (openai(asked(externalId="x" * 11)), "/messages/0/externalId"),
    ],
)
@pytest.mark.parametrize("kind", ["api", "web"])
async def test_ids_and_names_are_limited(
    start_app: StartApp, kind: KeyKind, document: Json, pointer: str
) -> None:
    server = await start_app(max_text_characters=10)
    key = server.make_key(kind=kind, organization="acme", project="site")
    reply = await log(server, document, key=key)
    assert reply.status == 422
    assert points_at(reply.json, pointer)
    assert says(reply.json, "at most 10 characters")
    long_elsewhere = openai(asked("x" * 11), externalUrl="x" * 11, tags=["x" * 11])
    assert (await log(server, long_elsewhere, key=key)).status == 200


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        (openai(createdAt="2126-03-02T10:15:00Z"), "/createdAt"),
        (openai(updatedAt="2126-03-02T10:15:00Z"), "/updatedAt"),
        (openai(asked(createdAt="2126-03-02T10:15:00Z")), "/messages/0/createdAt"),
        (openai(asked(), asked(updatedAt="2126-03-02T10:15:00Z")), "/messages/1/updatedAt"),
    ],
)
async def test_times_are_at_most_max_future_ahead(
    start_app: StartApp, document: Json, pointer: str
) -> None:
    server = await start_app()
    reply = await log(server, document)
    assert reply.status == 422
    assert points_at(reply.json, pointer)
    assert says(reply.json, "more than 86400 s ahead")


async def test_no_limit_of_the_future_takes_all_times(start_app: StartApp) -> None:
    server = await start_app(max_future=0)
    assert (await log(server, openai(createdAt="2126-03-02T10:15:00Z"))).status == 200


async def test_full_database_refuses_conversations_but_no_deletion(start_app: StartApp) -> None:
    server = await start_app(max_db_bytes=2_000_000)
    await logged(server, openai(asked("x" * 1_900_000), id="c"))
    for document in (openai(), openai(id="c")):
        reply = await log(server, document)
        assert (reply.status, reply.json["code"]) == (507, "insufficient_storage")
    assert (await get(server, "c")).status == 200
    assert (await delete(server, "c")).status == 200
    assert (await log(server, openai())).status == 200


async def test_rate_limits_count_all_routes_of_conversations(start_app: StartApp) -> None:
    server = await start_app(rate_limit=4)
    await logged(server, openai(id="c"))
    await listed(server)
    assert (await get(server, "c")).status == 200
    assert (await delete(server, "c")).status == 200
    for reply in (await log(server, openai()), await get(server, "c"), await delete(server, "c")):
        assert (reply.status, reply.json["code"]) == (429, "too_many_requests")


async def test_requests_are_counted_by_the_template_of_their_path(start_app: StartApp) -> None:
    server = await start_app()
    await logged(server, openai(id="secret-id", externalId="secret-external"))
    await get(server, "secret-id")
    await server.send("GET", "/conversations/external/secret-external")
    await delete(server, "secret-id")
    text = (await server.send("GET", "/metrics")).text
    for route in ("/conversations", "/conversations/{id}", "/conversations/external/{externalId}"):
        assert f'route="{route}"' in text
    assert "secret" not in text
