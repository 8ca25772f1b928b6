"""docs/errors.md explains every error code of the registry, with problems that a server answers."""

import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from aiohttp.test_utils import TestClient
from support.events import message
from support.server import AppServer, Server
from support.wire import exchange, head

from docs.test_examples import BLOCK
from docs.test_requests import parse
from evsrv.app import create_app
from evsrv.config import Settings
from evsrv.core.error_codes import ErrorCode
from evsrv.engine.api_key import KeyKind
from evsrv.service.service import Service
from evsrv.web.app_keys import IN_FLIGHT

Json = Any

DOCUMENT = Path(__file__).parents[2] / "docs" / "errors.md"
CODES = re.compile(r"(?<=<!-- error-codes -->\n).*?(?=<!-- /error-codes -->)", re.S)
SECTION = re.compile(r"^## (.*)\n", re.M)
KINDS: dict[str, KeyKind] = {kind: kind for kind in get_args(KeyKind)}
KEY = re.compile(rf"evsrv_({'|'.join(KINDS)})_\.\.\.")
REQUEST_ID = "req_1b9d6bcdbbfd4b2d9b5dab8d"
NAMED = {"X-Request-ID": REQUEST_ID}


async def answer(server: Server, method: str, path: str, body: Json = None) -> Json:
    return (await server.send(method, path, body, headers=NAMED)).json


async def wire_answer(server: Server, path: str, *headers: str) -> Json:
    named = f"X-Request-ID: {REQUEST_ID}"
    return (await exchange(server, head(server, path, named, *headers, method="GET"))).json


async def large_body(server: Server, _: pytest.MonkeyPatch) -> Json:
    event = message("e1", properties={"text": "x" * 2_100_000})
    return await answer(server, "POST", "/events/batch", {"batch": [event]})


async def long_url(server: Server, _: pytest.MonkeyPatch) -> Json:
    return await wire_answer(server, f"/query/events?query={'x' * 9_000}")


async def long_header(server: Server, _: pytest.MonkeyPatch) -> Json:
    return await wire_answer(server, "/query/events", f"Cookie: {'x' * 9_000}")


async def many_requests(server: Server, _: pytest.MonkeyPatch) -> Json:
    for _number in range(60):
        assert (await server.query({}))[0] == 200
    return await answer(server, "POST", "/query/events", {})


async def failure(server: Server, monkeypatch: pytest.MonkeyPatch) -> Json:
    async def fail(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(Service, "query", fail)
    return await answer(server, "POST", "/query/events", {})


async def stopping(server: Server, _: pytest.MonkeyPatch) -> Json:
    server.client.app[IN_FLIGHT].draining = True
    return await answer(server, "GET", "/readyz")


async def full_database(server: Server, _: pytest.MonkeyPatch) -> Json:
    for number in range(1_000):
        reply = await answer(
            server, "POST", "/events", message(f"e{number}", properties={"a": "x" * 9_000})
        )
        if "code" in reply:
            return reply
    raise AssertionError("the database is never full")


PROVOKED: dict[str, Callable[[Server, pytest.MonkeyPatch], Awaitable[Json]]] = {
    "payload_too_large": large_body,
    "uri_too_long": long_url,
    "headers_too_large": long_header,
    "too_many_requests": many_requests,
    "internal_server_error": failure,
    "service_unavailable": stopping,
    "insufficient_storage": full_database,
}
"""By code, how to get it if no request that the document can show gets it."""
SETTINGS: dict[str, Any] = {
    "too_many_requests": {"rate_limit": 60},
    "insufficient_storage": {"max_db_bytes": 1_000_000},
}


def codes_table() -> str:
    codes = sorted(ErrorCode, key=lambda code: code.status.value)
    lines = ["| status | code | answered if |", "| --- | --- | --- |"]
    lines += [
        f"| {code.status.value} | [`{code.value}`](#{code.value}) | {code.meaning} |"
        for code in codes
    ]
    return "\n".join([*lines, ""])


def test_table_of_error_codes_has_every_code_of_the_registry(
    request: pytest.FixtureRequest,
) -> None:
    text = DOCUMENT.read_text("utf-8")
    if request.config.getoption("--update-docs", default=False):
        text = CODES.sub(lambda _: codes_table(), text)
        DOCUMENT.write_text(text, "utf-8")
    assert CODES.findall(text) == [codes_table()]


def test_every_code_has_its_section_and_every_section_is_of_a_code() -> None:
    codes = sorted(ErrorCode, key=lambda code: code.status.value)
    assert SECTION.findall(DOCUMENT.read_text("utf-8")) == [code.value for code in codes]


@pytest.mark.parametrize("code", [code.value for code in ErrorCode])
async def test_problem_of_the_section_is_what_a_server_answers(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    text = DOCUMENT.read_text("utf-8")
    start = text.index(f"## {code}\n")
    end = text.find("\n## ", start) + 1 or len(text)
    *asked, shown = BLOCK.finditer(text, start, end)
    assert shown["mark"] == "problem"
    db = tmp_path / "events.db"
    settings = Settings(db=db, **SETTINGS.get(code, {}))
    async with TestClient(AppServer(create_app(settings, clock=lambda: 0.0))) as client:
        server = Server(client, db)
        if code in PROVOKED:
            assert asked == []
            keyed = server.with_key(server.make_key(project="site"))
            problem = await PROVOKED[code](keyed, monkeypatch)
        else:
            (block,) = asked
            assert block["mark"] == "refused"
            method, path, headers, body = parse(
                KEY.sub(
                    lambda key: server.make_key(kind=KINDS[key[1]], project="site"), block["text"]
                )
            )
            problem = (
                await server.send(method, path, headers=headers | NAMED, data=body.encode() or None)
            ).json
    assert problem["code"] == code
    if request.config.getoption("--update-docs", default=False):
        start, end = shown.span("text")
        document = f"{json.dumps(problem, indent=2)}\n"
        DOCUMENT.write_text(text[:start] + document + text[end:], "utf-8")
    else:
        assert json.loads(shown["text"]) == problem
