"""Bodies that don't arrive as they should."""

import asyncio
import json
from typing import Any

import pytest
from support.server import Server

from web.conftest import StartApp


async def exchange(server: Server, *headers: str, body: bytes = b"") -> tuple[str, Any]:
    """Send a request and no more; the head of the answer and its JSON, read until the end."""
    head = (
        "POST /events HTTP/1.1",
        "Host: localhost",
        f"Authorization: Bearer {server.key}",
        "Content-Type: application/json",
        *headers,
        "\r\n",
    )
    reader, writer = await asyncio.open_connection(server.client.host, server.client.port)
    writer.write("\r\n".join(head).encode() + body)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    start, _, rest = answer.partition(b"\r\n\r\n")
    return start.decode(), json.loads(rest)


@pytest.mark.parametrize(
    ("header", "body"),
    [
        pytest.param("Content-Length: 10", b"", id="nothing"),
        pytest.param("Content-Length: 10", b'{"a"', id="a-part"),
        pytest.param("Transfer-Encoding: chunked", b'4\r\n{"a"\r\n', id="a-chunk"),
    ],
)
async def test_a_body_that_stalls(start_app: StartApp, header: str, body: bytes) -> None:
    server = await start_app(body_timeout=0.05)
    head, problem = await exchange(server, header, body=body)
    assert head.startswith("HTTP/1.1 400 ")
    assert "Connection: close" in head
    assert "Content-Type: application/problem+json" in head
    assert problem["code"] == "bad_request"
    assert problem["detail"] == "the body did not arrive within 0.05 s"


async def test_a_body_that_is_in_time(start_app: StartApp) -> None:
    server = await start_app(body_timeout=60.0)
    head, problem = await exchange(server, "Content-Length: 2", "Connection: close", body=b"{}")
    assert head.startswith("HTTP/1.1 422 ")
    assert problem["code"] == "unprocessable_entity"


@pytest.mark.parametrize("chunks", [[b"zz\r\n"], [b"2\r\n{}\r\n", b"zz\r\n"]])
async def test_broken_chunk_ends_the_wait_for_the_body(
    start_app: StartApp, chunks: list[bytes]
) -> None:
    server = await start_app(body_timeout=60.0)
    head, problem = await exchange(server, "Transfer-Encoding: chunked", body=b"".join(chunks))
    assert head.startswith("HTTP/1.1 400 ")
    assert "Connection: close" in head
    assert problem["code"] == "bad_request"
