"""Conversations, section 3: ids in paths, percent-encoded and of any character."""

from urllib.parse import quote

import pytest
from support.conversations import asked, logged, openai, send_encoded
from support.server import Server
from support.wire import exchange, head

pytestmark = pytest.mark.asyncio(loop_scope="session")

IDS = [
    "a/b",
    "/",
    "external/x",
    "external",
    "{id}",
    "a%2Fb",
    "%",
    "%25",
    "a b",
    "a+b",
    "?limit=0",
    "a#b",
    "ä€😀",
    "...",
    "../x",
    "\u202e",
    "\x7f",
    "\\",
    "'\";--",
    "x" * 1000,
]


@pytest.mark.parametrize("id_", IDS, ids=lambda id_: quote(id_, safe="")[:20])
async def test_id_of_any_character_is_found_and_deleted(shared_server: Server, id_: str) -> None:
    space = await shared_server.space("paths")
    stored = await logged(space, openai(asked(id_), id=id_, externalId=f"e{id_}"[-1000:]))
    path = f"/conversations/{quote(id_, safe='')}"
    assert (await send_encoded(space, "GET", path)).json == stored
    external = quote(stored["externalId"], safe="")
    reply = await send_encoded(space, "GET", f"/conversations/external/{external}")
    assert reply.json == stored
    assert (await send_encoded(space, "DELETE", path)).status == 200
    reply = await send_encoded(space, "GET", path)
    assert (reply.status, reply.json["code"]) == (404, "not_found")


async def test_ids_that_differ_in_their_encoding_only_are_told_apart(
    shared_server: Server,
) -> None:
    space = await shared_server.space("paths apart")
    for id_ in ("a/b", "a%2Fb", "a%252Fb"):
        await logged(space, openai(id=id_))
    for path, id_ in (("a%2Fb", "a/b"), ("a%2fb", "a/b"), ("a%252Fb", "a%2Fb")):
        assert (await send_encoded(space, "GET", f"/conversations/{path}")).json["id"] == id_


async def test_braces_need_no_encoding(shared_server: Server) -> None:
    space = await shared_server.space("paths braces")
    await logged(space, openai(id="{a}"))
    assert (await send_encoded(space, "GET", "/conversations/{a}")).json["id"] == "{a}"


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize("end", ["", "%2E", "%2e%2E", "%FF", "%ED%A0%80"])
async def test_id_that_no_conversation_can_have_is_refused(
    shared_server: Server, method: str, end: str
) -> None:
    space = await shared_server.space("paths refused")
    paths = [f"/conversations/{end}"]
    if method == "GET":
        paths.append(f"/conversations/external/{end}")
    for path in paths:
        reply = await send_encoded(space, method, path)
        assert (reply.status, reply.json["code"]) == (422, "unprocessable_entity"), path


@pytest.mark.parametrize(("end", "status"), [(b".", 422), (b"..", 422), (b"\xff", 400)])
async def test_id_on_the_wire_that_clients_never_send_is_refused(
    shared_server: Server, end: bytes, status: int
) -> None:
    space = await shared_server.space("paths refused")
    request = head(space, "/conversations/", "Connection: close", method="GET")
    path = b"/conversations/"
    reply = await exchange(space, request.replace(path, path + end, 1))
    assert reply.status == status


async def test_id_with_nul_is_not_found(shared_server: Server) -> None:
    space = await shared_server.space("paths refused")
    assert (await send_encoded(space, "GET", "/conversations/a%00b")).status == 404
