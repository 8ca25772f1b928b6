"""Requests that are refused before a handler runs, sent as bytes."""

import asyncio
import logging
from typing import Any

import pytest
from support.server import Server
from support.wire import WireResponse, exchange, head, parse_response

from web.conftest import StartApp

LONG = "a" * 9_000
ORIGIN = "Origin: https://shop.example"


def assert_problem(reply: WireResponse, status: int, code: str) -> None:
    assert reply.status == status
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["type"] == f"docs/errors/{code}"
    assert problem["requestId"].lower() == reply.headers["x-request-id"]
    assert reply.headers["connection"] == "close"


MALFORMED = {
    "both lengths": (
        ["Content-Length: 2", "Transfer-Encoding: chunked"],
        "Content-Length and Transfer-Encoding exclude each other",
    ),
    "a length that is no number": (["Content-Length: x"], "must be a whole number"),
    "two lengths": (["Content-Length: 1", "Content-Length: 2"], "stands twice"),
    "two hosts": (["Host: other"], "Host stands twice"),
    "a coding that is not chunked": (["Transfer-Encoding: gzip"], "must be chunked"),
    "a control character": (["X-\x01: a"], "a header has a character"),
}


@pytest.mark.parametrize(("headers", "reason"), MALFORMED.values(), ids=MALFORMED)
async def test_malformed_headers_are_bad_request_with_reason(
    server: Server, headers: list[str], reason: str
) -> None:
    reply = await exchange(server, head(server, "/events", *headers))
    assert_problem(reply, 400, "bad_request")
    assert reason in reply.json["detail"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"GET /healthz HTTP/1.1\r\n\r\n", "needs the header Host"),
        (b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", "%20"),
        (b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n", "percent-encoded"),
        (b"GET / HTTP/7.0\r\nHost: a\r\n\r\n", "HTTP version"),
        (b"c4n4ry\r\n\r\n", "no HTTP method"),
        (b"\x16\x03\x01\x02\x00\x01", "this is HTTPS"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "not HTTP/1.1"),
    ],
)
async def test_data_that_is_not_http_is_bad_request_with_reason(
    server: Server, data: bytes, reason: str
) -> None:
    reply = await exchange(server, data)
    assert_problem(reply, 400, "bad_request")
    assert reason in reply.json["detail"]
    assert "c4n4ry" not in reply.json["detail"]


async def test_long_url_is_refused_without_its_text(server: Server) -> None:
    reply = await exchange(server, head(server, f"/query/events?c4n4ry={LONG}"))
    assert_problem(reply, 414, "uri_too_long")
    assert b"c4n4ry" not in reply.body


@pytest.mark.parametrize("header", [f"X-Long: {LONG}", f"{LONG}: 1", "X: 1\r\n" * 200 + "Y: 1"])
async def test_long_or_many_headers_are_refused(server: Server, header: str) -> None:
    assert_problem(
        await exchange(server, head(server, "/events", header)), 431, "headers_too_large"
    )


async def test_refusal_reaches_client_that_goes_on_sending(server: Server) -> None:
    body = b"x" * 5_000_000
    start = head(server, "/events", f"X-Long: {LONG}", f"Content-Length: {len(body)}")
    assert_problem(await exchange(server, start, body), 431, "headers_too_large")


@pytest.mark.parametrize("path", ["/events", "/query/events", f"/events?x={LONG}"])
async def test_page_may_read_refusal_of_request_that_could_not_be_parsed(
    start_app: StartApp, path: str
) -> None:
    server = await start_app(cors_origins=("https://shop.example", "https://b.example"))
    reply = await exchange(server, head(server, path, ORIGIN, f"X-Long: {LONG}"))
    assert reply.headers["access-control-allow-origin"] == "https://shop.example"
    other = await exchange(server, head(server, path, "Origin: https://c.example", "X-\x01: a"))
    assert "access-control-allow-origin" not in other.headers


async def test_every_page_may_read_refusal_if_all_origins_are_allowed(server: Server) -> None:
    reply = await exchange(server, f"POST /events?x={LONG} HTTP/1.1\r\n\r\n".encode())
    assert reply.headers["access-control-allow-origin"] == "*"


async def test_refusals_are_logged_and_counted(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    refused = await exchange(server, head(server, "/events", f"X-Long: {LONG}"))
    await exchange(server, b"c4n4ry\r\n\r\n")
    lines: list[Any] = [
        getattr(record, "fields", None)
        for record in caplog.records
        if record.name == "evsrv.web.request_log"
    ]
    assert [(line["route"], line["status"]) for line in lines] == [
        ("/events", 431),
        ("unmatched", 400),
    ]
    assert lines[0]["requestId"] == refused.json["requestId"]
    metrics = (await server.send("GET", "/metrics")).text
    assert 'evsrv_requests_total{method="POST",route="/events",status="431"} 1.0' in metrics
    assert 'evsrv_requests_total{method="other",route="unmatched",status="400"} 1.0' in metrics
    assert "c4n4ry" not in caplog.text + metrics


@pytest.mark.parametrize(
    "host", ["", "a b", "http://a", "a/b", "user@a", "a:b", "a:65536", "[::1", "a,b", "größe"]
)
async def test_bad_host_is_bad_request(server: Server, host: str) -> None:
    data = f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
    reply = await exchange(server, data)
    assert_problem(reply, 400, "bad_request")
    assert "Host must be host[:port]" in reply.json["detail"]


@pytest.mark.parametrize("host", ["a", "a-b_c.example:80", "127.0.0.1:8080", "[::1]:80", "[::1]"])
async def test_good_host_is_accepted(server: Server, host: str) -> None:
    data = f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
    assert (await exchange(server, data)).status == 200


async def test_request_of_http_1_0_needs_no_host(server: Server) -> None:
    assert (await exchange(server, b"GET /healthz HTTP/1.0\r\n\r\n")).status == 200


@pytest.mark.parametrize("path", ["/events", "/nowhere"])
async def test_unknown_expect_is_bad_request(server: Server, path: str) -> None:
    headers = (ORIGIN, "Expect: foo", "Connection: close", "Content-Length: 2")
    reply = await exchange(server, head(server, path, *headers), b"{}")
    assert_problem(reply, 400, "bad_request")
    assert "Expect must be 100-continue, not 'foo'" in reply.json["detail"]
    assert ("access-control-allow-origin" in reply.headers) is (path == "/events")


CONTINUE = "Expect: 100-continue"


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/events", ["Content-Length: 2000001"], 413),
        ("/events", ["Content-Length: 2", "Content-Encoding: br"], 415),
        ("/query/event", ["Content-Length: 2"], 404),
    ],
)
async def test_refusal_comes_in_place_of_100_continue(
    start_app: StartApp, path: str, headers: list[str], status: int
) -> None:
    # It does not wait for the body, which does not come.
    server = await start_app()
    reply = await exchange(server, head(server, path, CONTINUE, *headers))
    assert (reply.interim, reply.status) == (b"", status)
    assert reply.headers["connection"] == "close"


async def test_unknown_key_is_refused_in_place_of_100_continue(start_app: StartApp) -> None:
    server = await start_app()
    reply = await exchange(
        server, head(server.with_key("wrong"), "/events", CONTINUE, "Content-Length: 2")
    )
    assert (reply.interim, reply.status) == (b"", 401)


async def test_good_key_and_length_get_100_continue(server: Server) -> None:
    start = head(server, "/query/events", CONTINUE, "Connection: close", "Content-Length: 2")
    reader, writer = await asyncio.open_connection(server.client.host, server.client.port)
    writer.write(start)
    interim = await reader.readuntil(b"\r\n\r\n")
    writer.write(b"{}")
    reply = parse_response(interim + await reader.read())
    writer.close()
    await writer.wait_closed()
    assert reply.interim == b"HTTP/1.1 100 Continue"
    assert (reply.status, reply.json["status"]) == (200, "ok")
