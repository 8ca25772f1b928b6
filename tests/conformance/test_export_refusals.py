"""Section 4: exports that are refused before the first byte is sent."""

from typing import Any

import pytest
import pytest_asyncio
from support.events import aggregation, condition, field, message
from support.exports import NDJSON, PATH, export
from support.server import Server, points_at, says

from conformance.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="session")

ACCEPT = pytest.mark.parametrize("accept", [None, NDJSON])


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def space(shared_server: Server) -> Server:
    return await shared_server.space("export refusals", [message("a")])


@ACCEPT
@pytest.mark.parametrize(
    ("query", "pointer", "said"),
    [
        ({"selct": []}, "/selct", "did you mean 'select'?"),
        ({"where": condition("typ", "eq", "x")}, "/where/condition/field", "did you mean 'type'?"),
        ({"where": condition("createdAt", "gt", "soon")}, "/where/condition/value", "ISO 8601"),
        ({"select": [field("id"), aggregation("count")]}, "/select/0", "groupBy"),
        ({"select": [{**field("properties"), "mode": "flat"}]}, "/select/0/mode", "mode"),
        ({"limit": -1}, "/limit", "0 or more"),
        ({"offset": -1}, "/offset", "0 or more"),
    ],
)
async def test_invalid_export_query_is_refused_with_pointer(
    space: Server, query: Any, pointer: str, said: str, accept: str | None
) -> None:
    reply = await export(space, query, accept)
    assert_problem(reply, 422, PATH)
    assert points_at(reply.json, pointer)
    assert says(reply.json, said)


@pytest.mark.parametrize("params", [{"limit": "x"}, {"page": "2"}, {"jsonValues": "raw"}])
async def test_invalid_export_url_parameter_is_refused(
    space: Server, params: dict[str, str]
) -> None:
    assert_problem(await export(space, {}, params=params), 422, PATH)


async def test_conflicting_export_limits_in_url_and_body_are_refused(space: Server) -> None:
    assert_problem(await export(space, {"limit": 1}, params={"limit": "2"}), 422, PATH)


@pytest.mark.parametrize("body", ["", "{", "[]", b'{"notes":"\xff"}'])
async def test_unreadable_export_body_is_bad_request(space: Server, body: str | bytes) -> None:
    assert_problem(await space.send_text(PATH, body), 400, PATH)


async def test_unsupported_export_content_type_is_bad_request(space: Server) -> None:
    reply = await space.send("POST", PATH, data=b"{}", headers={"Content-Type": "text/csv"})
    assert_problem(reply, 400, PATH)


@pytest.mark.parametrize("authorization", [None, "Bearer nonsense"])
async def test_export_without_valid_key_is_unauthorized(
    shared_server: Server, authorization: str | None
) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    reply = await shared_server.send("POST", PATH, {}, headers=headers)
    assert_problem(reply, 401, PATH)
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")


async def test_export_with_web_key_is_forbidden(shared_server: Server) -> None:
    key = shared_server.make_key(kind="web", organization="export refusals", project="site")
    assert_problem(await export(shared_server.with_key(key)), 403, PATH)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_export_path_allows_only_post(space: Server, method: str) -> None:
    assert_problem(await space.send(method, PATH), 405, PATH)


async def test_export_body_over_byte_limit_is_refused(space: Server) -> None:
    assert_problem(await space.send_text(PATH, b"{}".ljust(2_000_001)), 413, PATH)
