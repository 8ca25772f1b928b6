"""Requests of `navigator.sendBeacon`: text without headers, and a web key in the URL."""

import json
import logging

import pytest
from support.events import message
from support.server import Response, Server

TEXT = {"Content-Type": "text/plain;charset=UTF-8"}
BOM = b"\xef\xbb\xbf"
A, B = (json.dumps(message(name)) for name in "ab")


async def post(server: Server, path: str, body: str | bytes, **headers: str) -> Response:
    data = body.encode() if isinstance(body, str) else body
    return await server.send("POST", path, data=data, headers={**TEXT, **headers})


def ids(reply: Response) -> list[str | None]:
    return [result.get("id") for result in reply.json["results"]]


async def test_text_with_one_json_value_is_read_as_json(server: Server) -> None:
    reply = await post(server, "/events", json.dumps(message("a"), indent=1))
    assert (reply.status, reply.json["id"]) == (200, "a")
    for body in (f'{{"batch":[{A},{B}]}}', f"[{A},{B}]"):
        reply = await post(server, "/events/batch", body)
        assert (reply.status, ids(reply)) == (200, ["a", "b"])


@pytest.mark.parametrize("path", ["/events", "/events/batch"])
async def test_text_with_lines_is_read_as_ndjson(server: Server, path: str) -> None:
    reply = await post(server, path, f"{A}\n\n{B}\nnonsense\n")
    assert (reply.status, ids(reply)) == (200, ["a", "b", None])


async def test_text_of_one_line_is_an_event_of_a_batch_too(server: Server) -> None:
    for body in (A, json.dumps(message("a"), indent=1)):
        reply = await post(server, "/events/batch", body)
        assert (reply.status, ids(reply)) == (200, ["a"])


@pytest.mark.parametrize("body", ["", "{", "nonsense\n{}", '{"type":\n"a"', "[]", "1"])
async def test_text_that_is_not_an_event_is_bad_request(server: Server, body: str) -> None:
    reply = await post(server, "/events", body)
    assert (reply.status, reply.json["code"]) == (400, "bad_request")


@pytest.mark.parametrize("path", ["/query/events", "/query/events/export", "/query/property-keys"])
async def test_text_is_refused_where_events_are_not_sent(server: Server, path: str) -> None:
    reply = await post(server, path, "{}")
    assert (reply.status, reply.json["code"]) == (400, "bad_request")


async def test_bare_array_is_a_batch_with_its_own_pointers(server: Server) -> None:
    reply = await server.send("POST", "/events/batch", [message("a"), {"type": 1}, 2])
    assert ids(reply)[0] == "a"
    pointers = [result["problem"]["errors"][-1]["pointer"] for result in reply.json["results"][1:]]
    assert pointers[0].startswith("/1")
    assert pointers[1] == "/2"


async def test_byte_order_marks_are_skipped(server: Server) -> None:
    for path, body, content_type in (
        ("/events", BOM + A.encode(), "application/json"),
        ("/events", BOM + A.encode(), "text/plain"),
        ("/events/batch", BOM + f"[{A}]".encode(), "application/json"),
        ("/events/batch", BOM + A.encode() + b"\n" + BOM + b"\n" + BOM + B.encode(), "text/plain"),
        ("/events/batch", BOM + A.encode() + b"\n" + BOM + B.encode(), "application/x-ndjson"),
        ("/query/events", BOM + b"{}", "application/json"),
    ):
        reply = await post(server, path, body, **{"Content-Type": content_type})
        assert reply.status == 200, path
        if path == "/events/batch":
            assert None not in ids(reply)


def keys(server: Server) -> tuple[str, str]:
    return server.make_key(project="site"), server.make_key(kind="web", project="site")


@pytest.mark.parametrize(("path", "body"), [("/events", A), ("/events/batch", A)])
async def test_web_key_in_url_is_taken_where_events_are_sent(
    server: Server, path: str, body: str
) -> None:
    _, web = keys(server)
    reply = await post(server.with_key(None), f"{path}?key={web}", body, Origin="https://a.example")
    assert reply.status == 200
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert (await post(server.with_key(web), f"{path}?key={web}&key={web}", body)).status == 200


async def test_every_other_key_in_url_is_unauthorized(server: Server) -> None:
    api, web = keys(server)
    other = server.make_key(kind="web", project="site")
    none = server.with_key(None)
    for refused in (
        await post(none, f"/events?key={api}", A),
        await post(server.with_key(api), f"/events?key={api}", A),
        await post(server.with_key(api), f"/events?key={web}", A),
        await post(server.with_key(web), f"/events?key={other}", A),
        await post(none, f"/events?key={web}&key={other}", A),
        await post(none, "/events?key=", A),
        await post(none, "/events?key=nonsense", A),
        await server.send("POST", f"/query/events?key={api}", {}),
        await server.send("POST", f"/query/events?key={web}", {}),
        await server.send("POST", f"/query/events?k%65y={web}", {}),
        await server.send("GET", f"/query/top-search-queries?key={api}"),
        await server.send("GET", f"/openapi.json?key={api}"),
    ):
        assert (refused.status, refused.json["code"]) == (401, "unauthorized")
        assert refused.headers["WWW-Authenticate"] == "Bearer"
        assert api not in refused.text
        assert web not in refused.text
    assert await server.rows({}) == []


async def test_key_in_url_reaches_no_log_no_error_and_no_metric(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    api, web = keys(server)
    said = ""
    for path in (
        f"/events?key={web}",
        f"/events?key={api}",
        f"/events/?key={web}",
        f"/events%3Fkey={web}",
        f"/{web}",
        f"/query/top-search-queries?after={web}",
        f"/query/events?limit={api}",
        f"/nowhere?key={web}",
        f"/events?key={web}&x={'a' * 9000}",
    ):
        for method in ("GET", "POST"):
            reply = await server.send(method, path, data=b"{}", headers=TEXT, key=api)
            said += reply.text + str(reply.headers)
    said += caplog.text + (await server.send("GET", "/metrics")).text
    assert api not in said
    assert web not in said
