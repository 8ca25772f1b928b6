"""Problems within their size, and those of paths that are nearly right."""

import json

import pytest
from support.server import Server

from evsrv.core.error_codes import ErrorCode
from evsrv.core.errors import Issue
from evsrv.web.problem_sizes import MAX_POINTER_BYTES, MAX_PROBLEM_BYTES, cut, fit_problem

NASTY = ["x", "\x01", "é", "\U0001f600", '"', "\ud800"]


@pytest.mark.parametrize("character", NASTY, ids=ascii)
@pytest.mark.parametrize("number", [1, 100])
def test_problem_of_any_size_fits(character: str, number: int) -> None:
    long = character * 5_000
    problem = fit_problem(
        ErrorCode.UNPROCESSABLE_ENTITY, long, [Issue(f"/{long}", long) for _ in range(number)]
    )
    assert len(json.dumps(problem, ensure_ascii=False).encode()) <= MAX_PROBLEM_BYTES - 1_000
    assert problem["detail"].endswith("...")
    assert problem["errors"]


def test_short_problem_is_whole() -> None:
    issues = [Issue(f"/select/{index}", "no" * 20) for index in range(100)]
    problem = fit_problem(ErrorCode.UNPROCESSABLE_ENTITY, "why", issues)
    assert [issue["pointer"] for issue in problem["errors"]] == [issue.pointer for issue in issues]
    assert problem["type"] == "docs/errors/unprocessable_entity"


@pytest.mark.parametrize("character", ["x", "\x01", "é"])
def test_pointer_up_to_its_limit_is_whole(character: str) -> None:
    size = len(character.encode())
    whole = "/" + character * ((MAX_POINTER_BYTES - 1) // size)
    for pointer, expected in ((whole, True), (whole + character * 2, False)):
        (shown,) = fit_problem(ErrorCode.BAD_REQUEST, "", [Issue(pointer, "")])["errors"]
        assert (shown["pointer"] == pointer) is expected


def test_cut_text_is_as_long_as_it_may_be() -> None:
    assert cut("x" * 500, 500) == "x" * 500
    assert cut("x" * 501, 500) == "x" * 497 + "..."
    assert cut("\x01" * 100, 60) == "\x01" * 9 + "..."


@pytest.mark.parametrize("character", ["x", "\x01", "é"])
async def test_problems_of_the_server_are_small(server: Server, character: str) -> None:
    name = character * 10_000
    condition = {"condition": {"field": name, "operator": name}}
    for path, body in (
        ("/query/events", {name: 1}),
        ("/query/events", {"where": {"and": [condition] * 8}}),
        ("/events", {"type": "a", name: [name]}),
    ):
        reply = await server.send("POST", path, body)
        assert reply.status == 422
        assert len(reply.text.encode()) <= MAX_PROBLEM_BYTES


async def test_problem_of_long_content_type_or_path_is_small(server: Server) -> None:
    headers = {"Content-Type": f"text/{'x' * 5000}"}
    reply = await server.send("POST", "/events", data=b"", headers=headers)
    assert (reply.status, len(reply.text) < 1000) == (400, True)
    reply = await server.send("GET", "/" + "é" * 1000)
    assert (reply.status, len(reply.text) < 3000) == (404, True)
    assert reply.json["instance"].startswith("/éé")


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/events/", "/events"),
        ("/EVENTS", "/events"),
        ("/event", "/events"),
        ("/v1/events/batch/", "/events/batch"),
        ("/api/query/events", "/query/events"),
        ("/query/event", "/query/events"),
        ("/query//events", "/query/events"),
    ],
)
async def test_path_that_is_nearly_right_gets_a_hint(server: Server, path: str, near: str) -> None:
    reply = await server.send("POST", path, {}, headers={"Origin": "https://a.example"})
    assert (reply.status, reply.json["code"]) == (404, "not_found")
    assert reply.json["detail"] == f"there is nothing at {path}; did you mean {near}?"
    is_open = near in ("/events", "/events/batch")
    assert ("Access-Control-Allow-Origin" in reply.headers) is is_open


async def test_path_that_is_near_nothing_gets_no_hint(server: Server) -> None:
    reply = await server.send("GET", "/wp-admin")
    assert reply.json["detail"] == "there is nothing at /wp-admin"
    assert "Access-Control-Allow-Origin" not in reply.headers


async def test_page_gets_past_the_preflight_of_nearly_right_path(server: Server) -> None:
    headers = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    for path, status in (("/events/", 204), ("/query/events/", 404)):
        reply = await server.send("OPTIONS", path, headers=headers)
        assert reply.status == status
