"""The log lines of requests and their form."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from aiohttp import ClientError, web
from support.events import message
from support.root_logger import restored_root_logger
from support.server import Server

from evsrv.web import logs
from evsrv.web.logs import JsonFormat, TextFormat
from web.conftest import StartApp

CANARY = "c4n4ry"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[list[dict[str, Any]]]:
    """The lines of requests, as JSON says them; filled while the test runs."""
    found: list[dict[str, Any]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(json.loads(JsonFormat().format(record)))

    caplog.set_level(logging.INFO)
    logger, handler = logging.getLogger("evsrv.web.request_log"), Keep()
    logger.addHandler(handler)
    yield found
    logger.removeHandler(handler)


async def test_a_line_a_request(server: Server, lines: list[dict[str, Any]]) -> None:
    key_id, key = server.make_key_with_id(organization="acme", project="site")
    server = server.with_key(key)
    await server.post_event(message("a"))
    reply = await server.send("POST", "/query/events", {})
    assert len(lines) == 2
    line = lines[1]
    assert line.pop("time").endswith("Z")
    assert list(line.pop("stagesMs")) == ["auth", "read", "compile", "db", "render"]
    assert line.pop("durationMs") > 0
    assert line == {
        "level": "info",
        "logger": "evsrv.web.request_log",
        "message": "request",
        "requestId": reply.headers["X-Request-ID"],
        "keyId": key_id,
        "method": "POST",
        "route": "/query/events",
        "status": 200,
        "rows": 1,
        "bytes": len(reply.text),
    }


async def test_refusals_have_their_line_too(server: Server, lines: list[dict[str, Any]]) -> None:
    await server.send("POST", "/events", {})
    await server.send("POST", "/events", {}, key="wrong")
    await server.send("POST", "/nowhere", {})
    await server.send("GET", "/healthz")
    assert [(line["route"], line["status"]) for line in lines] == [
        ("/events", 422),
        ("/events", 401),
        ("unmatched", 404),
        ("/healthz", 200),
    ]
    assert [line["keyId"] is None for line in lines] == [False, True, True, True]


async def test_an_export_counts_its_rows_and_bytes(
    server: Server, lines: list[dict[str, Any]]
) -> None:
    for name in "abc":
        await server.post_event(message(name))
    reply = await server.send("POST", "/query/events/export", {})
    assert lines[-1]["rows"] == 3
    assert lines[-1]["bytes"] >= len(reply.text)


async def test_a_client_that_goes_away(start_app: StartApp, lines: list[dict[str, Any]]) -> None:
    entered, logged = asyncio.Event(), asyncio.Event()

    async def wait(_: web.Request) -> web.Response:
        entered.set()
        try:
            await asyncio.Event().wait()
        finally:
            asyncio.get_running_loop().call_soon(logged.set)
        return web.Response()

    server = await start_app(lambda app: app.router.add_get("/wait", wait))
    request = asyncio.create_task(server.send("GET", "/wait"))
    await entered.wait()
    request.cancel()
    await logged.wait()
    assert [(line["route"], line["status"]) for line in lines] == [("/wait", 499)]


async def test_an_answer_that_breaks_off(
    start_app: StartApp, lines: list[dict[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    async def stream(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"half of it")
        raise ValueError(CANARY)

    server = await start_app(lambda app: app.router.add_get("/half", stream))
    async with server.client.get("/half") as response:
        assert response.status == 200
        assert "X-Request-ID" in response.headers
        with pytest.raises(ClientError):
            await response.read()
    assert [(line["status"], line["level"]) for line in lines] == [(500, "error")]
    (failure,) = [record for record in caplog.records if record.name == "evsrv.web.problems"]
    assert lines[0]["requestId"] in failure.getMessage()
    assert "ValueError" in failure.getMessage()
    assert CANARY not in caplog.text


@pytest.mark.parametrize("given", ["a", "req_1", "Az.09_-", "x" * 128])
async def test_a_request_id_is_taken_over(
    server: Server, lines: list[dict[str, Any]], given: str
) -> None:
    reply = await server.send("POST", "/events", {}, headers={"X-Request-ID": given})
    assert reply.headers["X-Request-ID"] == reply.json["requestId"] == given
    assert lines[0]["requestId"] == given


@pytest.mark.parametrize(
    "given", ["", "a b", "a/b", "größe", "x" * 129, '"', "{}", "a,b", "evsrv_api_x"]
)
async def test_an_id_that_is_not_sane_is_not(server: Server, given: str) -> None:
    reply = await server.send("POST", "/events", {}, headers={"X-Request-ID": given})
    assert reply.headers["X-Request-ID"] == reply.json["requestId"] != given
    assert reply.json["requestId"].startswith("req_")


async def test_server_timing(server: Server) -> None:
    def stages(text: str) -> list[str]:
        names = []
        for metric in text.split(", "):
            name, duration = metric.split(";dur=")
            assert float(duration) >= 0
            names.append(name)
        return names

    answers = {
        ("/query/events", 200): ["auth", "read", "compile", "db", "render", "total"],
        ("/query/events/export", 200): ["auth", "read", "compile", "db", "total"],
        ("/events", 422): ["auth", "read", "compile", "total"],
    }
    for (path, status), expected in answers.items():
        reply = await server.send("POST", path, {})
        assert reply.status == status
        assert stages(reply.headers["Server-Timing"]) == expected
    assert stages((await server.send("GET", "/nowhere")).headers["Server-Timing"]) == ["total"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """The root logger, put back to what it was."""
    with restored_root_logger() as root:
        yield root


@pytest.mark.parametrize(
    ("form", "stream", "is_json"),
    [
        ("auto", io.StringIO, True),
        ("auto", Terminal, False),
        ("json", Terminal, True),
        ("text", io.StringIO, False),
    ],
)
def test_the_format(
    root: logging.Logger, form: str, stream: type[io.StringIO], is_json: bool
) -> None:
    out = stream()
    logs.set_up(form, "info", out)
    logging.getLogger("evsrv.test").warning("a line\nand %s", "more")
    text = out.getvalue()
    if is_json:
        line = json.loads(text)
        assert (line["level"], line["message"]) == ("warning", "a line\nand more")
        assert text.count("\n") == 1
    else:
        assert text.endswith(" WARNING a line\nand more\n")


def test_the_level(root: logging.Logger) -> None:
    out = io.StringIO()
    logs.set_up("text", "warning", out)
    logging.getLogger("evsrv.test").info("quiet")
    logging.getLogger("evsrv.test").error("loud")
    assert "quiet" not in out.getvalue()
    assert "loud" in out.getvalue()


async def test_log_lines_are_written_in_batches_and_warnings_at_once(root: logging.Logger) -> None:
    out, log = io.StringIO(), logging.getLogger("evsrv.test")
    logs.set_up("json", "info", out)

    def messages() -> list[str]:
        return [json.loads(line)["message"] for line in out.getvalue().splitlines()]

    log.info("one")
    log.info("two")
    assert messages() == []
    await asyncio.sleep(2 * logs._BATCH_SECONDS)
    assert messages() == ["one", "two"]
    log.info("three")
    log.warning("four")
    assert messages() == ["one", "two", "three", "four"]
    log.info("five")
    logging.shutdown([lambda: root.handlers[0]])
    assert messages()[-1] == "five"
    for number in range(logs._MAX_PENDING_RECORDS):
        log.info("many %d", number)
    assert len(messages()) == 5 + logs._MAX_PENDING_RECORDS


async def test_a_stream_that_is_closed_harms_nobody(
    root: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    out, log = io.StringIO(), logging.getLogger("evsrv.test")
    logs.set_up("json", "info", out)
    out.close()
    log.info("in vain")
    log.warning("in vain")
    assert "Logging error" in capsys.readouterr().err


async def test_what_cannot_be_formatted_stops_no_other_line(
    root: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    out, log = io.StringIO(), logging.getLogger("evsrv.test")
    logs.set_up("json", "info", out)
    log.info("before")
    log.info("%d", "no number")
    log.warning("after \udcff")
    assert [json.loads(line)["message"] for line in out.getvalue().splitlines()] == [
        "before",
        "after \\udcff",
    ]
    assert "Logging error" in capsys.readouterr().err


async def test_a_request_as_text(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await server.query({}, key="wrong")
    (record,) = [record for record in caplog.records if record.name == "evsrv.web.request_log"]
    shown = TextFormat().format(record)
    assert " INFO POST /query/events 401 " in shown
    assert " ms (auth=" in shown
    assert " 0 rows " in shown
    assert " no-key req_" in shown
