"""Section 6: every error is a problem response with its status."""

import pytest
import pytest_asyncio
from support.events import (
    message,
    search,
)
from support.server import Server

from conformance.problems import assert_problem
from evsrv.engine.api_key import KeyKind

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
async def test_body_that_is_not_json_object_is_bad_request(
    space: Server, path: str, body: bytes
) -> None:
    assert_problem(await space.send_text(path, body), 400, path)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "content_type", ["text/csv", "application/x-www-form-urlencoded", "application/xml", "json"]
)
async def test_unsupported_content_type_is_bad_request(
    space: Server, path: str, content_type: str
) -> None:
    reply = await space.send("POST", path, data=b"{}", headers={"Content-Type": content_type})
    assert_problem(reply, 400, path)


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"],
)
async def test_json_content_type_ignores_case_and_parameters(
    space: Server, content_type: str
) -> None:
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
async def test_missing_or_unknown_key_is_unauthorized(
    shared_server: Server, path: str, authorization: str | None
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    reply = await shared_server.send("POST", path, {}, headers=headers)
    assert_problem(reply, 401, path)
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")


async def test_key_without_bearer_scheme_is_unauthorized(space: Server) -> None:
    reply = await space.send("POST", PATHS[0], {}, headers={"Authorization": space.key or ""})
    assert_problem(reply, 401, PATHS[0])


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("kind", ["api", "web"])
async def test_revoked_key_is_unauthorized(shared_server: Server, path: str, kind: KeyKind) -> None:
    key_id, secret = shared_server.make_key_with_id(
        kind=kind, organization="revoked", project="site"
    )
    assert (await shared_server.post_event(message(f"before {path}"), key=secret))[0] == 200
    shared_server.revoke(key_id)
    reply = await shared_server.send("POST", path, {}, key=secret)
    assert_problem(reply, 401, path)
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")


async def test_query_with_web_key_is_forbidden(shared_server: Server) -> None:
    key = shared_server.make_key(kind="web", organization="errors", project="site")
    assert_problem(await shared_server.send("POST", PATHS[0], {}, key=key), 403, PATHS[0])


async def test_event_for_project_outside_key_scope_is_forbidden(space: Server) -> None:
    reply = await space.send("POST", "/events", message("z", projectId="other"))
    assert_problem(reply, 403, "/events")


@pytest.mark.parametrize("path", ["/nope", "/query", "/query/event", "/events/x/y", "/größe"])
async def test_unknown_path_is_not_found(space: Server, path: str) -> None:
    reply = await space.send("POST", path, {})
    assert reply.json["instance"]
    assert_problem(reply, 404, reply.json["instance"])


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
async def test_unsupported_method_is_not_allowed(space: Server, path: str, method: str) -> None:
    reply = await space.send(method, path)
    assert_problem(reply, 405, path)
    assert "POST" in reply.headers["Allow"]


@pytest.mark.parametrize("path", PATHS)
async def test_body_over_byte_limit_is_refused(space: Server, path: str) -> None:
    reply = await space.send_text(path, b"{}" + b" " * 1_999_999)
    assert_problem(reply, 413, path)


async def test_body_at_byte_limit_is_accepted(space: Server) -> None:
    reply = await space.send_text("/query/events", b"{}" + b" " * 1_999_998)
    assert reply.status == 200


async def test_chunked_body_over_byte_limit_is_refused(space: Server) -> None:
    """The request has no Content-Length header."""

    async def pieces() -> object:
        for _ in range(21):
            yield b" " * 100_000

    reply = await space.send("POST", "/query/events", data=pieces(), headers=JSON)
    assert_problem(reply, 413, "/query/events")


async def test_each_request_has_its_own_request_id(space: Server) -> None:
    ids = {(await space.refused({"limit": -1}))["requestId"] for _ in range(3)}
    assert len(ids) == 3
