"""Conversations, section 3: access by the kind of key."""

import pytest
import pytest_asyncio
from attrs import frozen
from support.conversations import (
    answered,
    asked,
    contents,
    delete,
    get,
    get_external,
    ids,
    listed,
    log,
    logged,
    openai,
    ticket,
)
from support.server import Json, Response, Server, points_at

pytestmark = pytest.mark.asyncio(loop_scope="session")

T1 = "2026-03-02T10:15:00.000Z"
VISIBILITIES = ["public", "private", None]


@frozen
class Keys:
    """One server with a key of each kind for the same project."""

    api: Server
    read: Server
    web: Server


@pytest_asyncio.fixture(loop_scope="session")
async def keys(shared_server: Server, request: pytest.FixtureRequest) -> Keys:
    organization = f"access {request.node.name}"
    return Keys(
        *(
            shared_server.with_key(
                shared_server.make_key(kind=kind, organization=organization, project="site")
            )
            for kind in ("api", "read", "web")
        )
    )


def refused(reply: Response) -> tuple[int, str]:
    return reply.status, reply.json["code"]


FORBIDDEN = (403, "forbidden")
NOT_FOUND = (404, "not_found")


@pytest.mark.parametrize("visibility", VISIBILITIES)
@pytest.mark.parametrize("by", ["api", "web"])
async def test_web_key_reads_what_a_web_key_logged_and_what_is_public(
    keys: Keys, by: str, visibility: str | None
) -> None:
    stored = await logged(getattr(keys, by), openai(id="c", visibility=visibility))
    reply = await get(keys.web, "c")
    if by == "web" or visibility == "public":
        assert (reply.status, reply.json) == (200, stored)
    else:
        assert refused(reply) == NOT_FOUND
        assert reply.json["detail"] == (await get(keys.web, "unknown")).json["detail"]
    for reader in (keys.api, keys.read):
        assert (await get(reader, "c")).json == stored


@pytest.mark.parametrize("visibility", VISIBILITIES)
async def test_web_key_cannot_update_what_an_api_key_logged(
    keys: Keys, visibility: str | None
) -> None:
    stored = await logged(keys.api, openai(asked("a", "m"), id="c", visibility=visibility))
    for document in (
        openai(asked("b", "m"), id="c"),
        openai(asked("a", "m"), asked("more"), id="c"),
        ticket(id="c"),
    ):
        assert refused(await log(keys.web, document)) == FORBIDDEN
    assert (await get(keys.api, "c")).json == stored


@pytest.mark.parametrize("visibility", ["private", None])
async def test_web_key_updates_what_a_web_key_logged_and_is_not_public(
    keys: Keys, visibility: str | None
) -> None:
    await logged(keys.web, openai(asked("a", "m"), id="c", visibility=visibility, tags=["t"]))
    document = openai(answered("b", "n"), id="c", tags=None, visibility="public")
    shown = await logged(keys.web, document)
    assert contents(shown) == ["b"]
    assert (shown["tags"], shown["visibility"]) == (None, "public")
    assert (await get(keys.api, "c")).json == shown


async def test_web_key_adds_messages_to_a_public_conversation_and_changes_nothing_else(
    keys: Keys,
) -> None:
    members = {"createdAt": T1, "updatedAt": T1, "externalId": "e", "tags": ["t"]}
    stored = await logged(
        keys.web,
        openai(
            asked("a", "m", name="n", links=[{"url": "u"}], createdAt=T1),
            answered("b", createdAt=T1),
            **{"id": "c", "visibility": "public", "properties": {"p": 1}, **members},
        ),
    )
    # One stored message comes without its id, the other without its further members.
    sent = openai(
        asked("a", "m", createdAt="2026-03-02T11:00:00Z"),
        answered("b"),
        asked("more", "x"),
        id="c",
        visibility="private",
        properties=None,
        tags=[],
        externalId="f",
        createdAt="2026-03-02T11:00:00Z",
        updatedAt="2026-03-02T11:00:00Z",
    )
    shown = await logged(keys.web, sent)
    assert contents(shown) == ["a", "b", "more"]
    assert shown["messages"][:2] == stored["messages"]
    changed = {name for name in stored if shown[name] != stored[name]}
    assert changed == {"messages", "messagesOpenAIFormat", "updatedAt"}
    more = shown["messages"][2]
    assert shown["updatedAt"] == more["createdAt"] == more["updatedAt"] > "2026-03-02T12"
    assert (await get(keys.api, "c")).json == shown
    assert await logged(keys.web, openai(*sent["messages"], id="c")) == shown


@pytest.mark.parametrize(
    "messages",
    [
        pytest.param([asked("a", "m")], id="fewer"),
        pytest.param([answered("b", "n"), asked("a", "m")], id="another-order"),
        pytest.param([asked("A", "m"), answered("b", "n")], id="another-content"),
        pytest.param([answered("a", "m"), answered("b", "n")], id="another-role"),
        pytest.param([asked("a", "l"), answered("b", "n")], id="another-id"),
        pytest.param([asked("0"), asked("a", "m"), answered("b", "n")], id="one-before"),
        pytest.param([asked("a", "m"), asked("1"), answered("b", "n")], id="one-between"),
        pytest.param([asked("a"), answered("b"), asked("c", "m")], id="id-moved"),
    ],
)
async def test_web_key_cannot_change_messages_of_a_public_conversation(
    keys: Keys, messages: list[Json]
) -> None:
    stored = await logged(
        keys.web, openai(asked("a", "m"), answered("b", "n"), id="c", visibility="public")
    )
    assert refused(await log(keys.web, openai(*messages, id="c"))) == FORBIDDEN
    assert (await get(keys.api, "c")).json == stored


async def test_update_with_an_api_key_makes_it_one_of_an_api_key(keys: Keys) -> None:
    await logged(keys.web, openai(id="guessed", externalId="ticket-1"))
    secret = await logged(keys.api, openai(asked("secret"), externalId="ticket-1"))
    assert secret["id"] == "guessed"
    assert refused(await get(keys.web, "guessed")) == NOT_FOUND
    assert refused(await log(keys.web, openai(id="guessed"))) == FORBIDDEN
    assert refused(await delete(keys.web, "guessed")) == NOT_FOUND
    assert (await get(keys.api, "guessed")).json == secret


async def test_external_id_never_finds_a_conversation_for_a_web_key(keys: Keys) -> None:
    for by in (keys.web, keys.api):
        stored = await logged(by, openai(asked("a"), id="c", externalId="e"))
        for document in (openai(externalId="e"), openai(id="new", externalId="e")):
            assert refused(await log(keys.web, document)) == FORBIDDEN
        assert (await get(keys.api, "c")).json == stored
    assert (await listed(keys.api))["total"] == 1
    assert (await logged(keys.web, openai(externalId="free")))["externalId"] == "free"


async def test_web_key_keeps_its_own_external_id(keys: Keys) -> None:
    await logged(keys.web, openai(id="c", externalId="e"))
    assert (await logged(keys.web, openai(id="c", externalId="e")))["externalId"] == "e"


@pytest.mark.parametrize("visibility", VISIBILITIES)
@pytest.mark.parametrize("by", ["api", "web"])
async def test_web_key_deletes_what_a_web_key_logged_and_is_not_public(
    keys: Keys, by: str, visibility: str | None
) -> None:
    await logged(getattr(keys, by), openai(id="c", visibility=visibility))
    reply = await delete(keys.web, "c")
    if visibility == "public":
        assert refused(reply) == FORBIDDEN
    elif by == "api":
        assert refused(reply) == NOT_FOUND
        assert reply.json["detail"] == (await delete(keys.web, "unknown")).json["detail"]
    else:
        assert reply.status == 200
    assert (await get(keys.api, "c")).status == (404 if reply.status == 200 else 200)


@pytest.mark.parametrize("visibility", VISIBILITIES)
@pytest.mark.parametrize("by", ["api", "web"])
async def test_api_key_updates_and_deletes_all(keys: Keys, by: str, visibility: str | None) -> None:
    await logged(getattr(keys, by), openai(asked("a", "m"), id="c", visibility=visibility))
    assert contents(await logged(keys.api, openai(asked("b", "m"), id="c"))) == ["b"]
    reply = await delete(keys.api, "c")
    assert (reply.status, reply.json["success"]) == (200, True)
    assert isinstance(reply.json["message"], str)
    assert refused(await delete(keys.api, "c")) == NOT_FOUND
    assert refused(await get(keys.api, "c")) == NOT_FOUND


async def test_deleted_id_is_free_again(keys: Keys) -> None:
    first = await logged(keys.web, openai(asked("a"), id="c", externalId="e"))
    assert (await delete(keys.web, "c")).status == 200
    second = await logged(keys.web, openai(asked("a"), id="c", externalId="e"))
    assert ids(first) != ids(second)


async def test_web_key_reads_neither_lists_nor_external_ids(keys: Keys) -> None:
    await logged(keys.web, openai(id="c", externalId="e", visibility="public"))
    assert refused(await keys.web.send("GET", "/conversations")) == FORBIDDEN
    assert refused(await get_external(keys.web, "e")) == FORBIDDEN
    assert refused(await get_external(keys.web, "unknown")) == FORBIDDEN


async def test_read_key_reads_all_and_writes_nothing(keys: Keys) -> None:
    stored = await logged(keys.api, openai(id="c", externalId="e"))
    assert (await get(keys.read, "c")).json == stored
    assert (await get_external(keys.read, "e")).json == stored
    assert (await listed(keys.read))["conversations"] == [stored]
    assert refused(await log(keys.read, openai(id="c"))) == FORBIDDEN
    assert refused(await log(keys.read, openai())) == FORBIDDEN
    assert refused(await delete(keys.read, "c")) == FORBIDDEN
    assert (await listed(keys.api))["conversations"] == [stored]


async def test_web_key_cannot_change_the_type_of_its_conversation(keys: Keys) -> None:
    await logged(keys.web, openai(id="w"))
    reply = await log(keys.web, ticket(id="w"))
    assert reply.status == 422
    assert points_at(reply.json, "/type")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/conversations"),
        ("GET", "/conversations"),
        ("GET", "/conversations/c"),
        ("GET", "/conversations/external/c"),
        ("DELETE", "/conversations/c"),
    ],
)
async def test_routes_need_a_key_in_the_header(
    shared_server: Server, keys: Keys, method: str, path: str
) -> None:
    body = openai() if method == "POST" else None
    for key, query in ((None, ""), ("evsrv_web_wrong", ""), (None, f"?key={keys.web.key}")):
        reply = await shared_server.with_key(key).send(method, f"{path}{query}", body)
        assert (reply.status, reply.json["code"]) == (401, "unauthorized")
