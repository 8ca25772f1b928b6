"""Section 6: every refusal is a problem, with its status, a pointer and the nearest name."""

import pytest
import pytest_asyncio
from support.events import (
    message,
    search,
)
from support.server import Server

from conformance.problems import is_problem

pytestmark = pytest.mark.asyncio(loop_scope="session")

PATHS = ["/query/events", "/events"]
JSON = {"Content-Type": "application/json"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await shared_server.space("errors", [message("a"), search("b")])


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"{", id="broken"),
        pytest.param(b"{'type':1}", id="single-quotes"),
        pytest.param(b'{"a":1,}', id="trailing-comma"),
        pytest.param(b"{} {}", id="two-documents"),
        pytest.param(b"<a/>", id="xml"),
        pytest.param(b'{"notes":"\xff"}', id="not-utf-8"),
        pytest.param('{"notes":"a"}'.encode("utf-16"), id="utf-16"),
        pytest.param(b'{"notes":"\xed\xa0\x80"}', id="a-surrogate-in-utf-8"),
        pytest.param(b"[]", id="array"),
        pytest.param(b"null", id="null"),
        pytest.param(b"1", id="number"),
        pytest.param(b'"text"', id="text"),
        pytest.param(b"true", id="boolean"),
    ],
)
async def test_bad_bodies(space: Server, path: str, body: bytes) -> None:
    is_problem(await space.send_text(path, body), 400, path)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "json"]
)
async def test_wrong_content_types(space: Server, path: str, content_type: str) -> None:
    reply = await space.send("POST", path, data=b"{}", headers={"Content-Type": content_type})
    is_problem(reply, 400, path)


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"],
)
async def test_right_content_types(space: Server, content_type: str) -> None:
    reply = await space.send(
        "POST", "/query/events", data=b"{}", headers={"Content-Type": content_type}
    )
    assert reply.status == 200
    assert reply.headers["Content-Type"].split(";")[0] == "application/json"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "authorization",
    [
        pytest.param(None, id="none"),
        pytest.param("", id="empty"),
        pytest.param("Bearer", id="no-key"),
        pytest.param("Bearer ", id="empty-key"),
        pytest.param("Bearer nonsense", id="unknown"),
        pytest.param("Bearer " + "x" * 4000, id="long"),
        pytest.param("Bearer a b c", id="words"),
        pytest.param("Basic YTpi", id="another-scheme"),
        pytest.param("Bearer größe", id="not-ascii"),
        pytest.param("Bearer ' OR 1=1 --", id="sql"),
    ],
)
async def test_no_key(shared_server: Server, path: str, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    reply = await shared_server.send("POST", path, {}, headers=headers)
    is_problem(reply, 401, path)
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")


async def test_the_key_without_its_scheme(space: Server) -> None:
    reply = await space.send("POST", PATHS[0], {}, headers={"Authorization": space.key or ""})
    is_problem(reply, 401, PATHS[0])


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("kind", ["api", "web"])
async def test_a_revoked_key(shared_server: Server, path: str, kind: str) -> None:
    key_id, secret = shared_server.make_key_with_id(
        kind=kind, organization="revoked", project="site"
    )
    assert (await shared_server.post_event(message(f"before {path}"), key=secret))[0] == 200
    shared_server.revoke(key_id)
    reply = await shared_server.send("POST", path, {}, key=secret)
    is_problem(reply, 401, path)
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")


async def test_a_web_key_that_reads(shared_server: Server) -> None:
    key = shared_server.make_key(kind="web", organization="errors", project="site")
    is_problem(await shared_server.send("POST", PATHS[0], {}, key=key), 403, PATHS[0])


async def test_a_project_out_of_reach(space: Server) -> None:
    reply = await space.send("POST", "/events", message("z", projectId="other"))
    is_problem(reply, 403, "/events")


@pytest.mark.parametrize("path", ["/", "/nope", "/query", "/query/event", "/events/x/y", "/größe"])
async def test_no_such_path(space: Server, path: str) -> None:
    reply = await space.send("POST", path, {})
    assert reply.json["instance"]
    is_problem(reply, 404, reply.json["instance"])


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
async def test_no_such_method(space: Server, path: str, method: str) -> None:
    reply = await space.send(method, path)
    is_problem(reply, 405, path)
    assert "POST" in reply.headers["Allow"]


@pytest.mark.parametrize("path", PATHS)
async def test_a_byte_too_many(space: Server, path: str) -> None:
    reply = await space.send_text(path, b"{}" + b" " * 1_999_999)
    is_problem(reply, 413, path)


async def test_not_a_byte_too_many(space: Server) -> None:
    reply = await space.send_text("/query/events", b"{}" + b" " * 1_999_998)
    assert reply.status == 200


async def test_a_byte_too_many_in_pieces(space: Server) -> None:
    """Without a length in the head of the request."""

    async def pieces() -> object:
        for _ in range(21):
            yield b" " * 100_000

    reply = await space.send("POST", "/query/events", data=pieces(), headers=JSON)
    is_problem(reply, 413, "/query/events")


async def test_each_request_has_its_own_id(space: Server) -> None:
    ids = {(await space.refused({"limit": 0}))["requestId"] for _ in range(3)}
    assert len(ids) == 3
