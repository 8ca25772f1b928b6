"""Requests as bytes on a connection, for those that no HTTP client sends."""

import asyncio
import json
from typing import Any

from attrs import frozen

from support.server import Server


@frozen
class WireResponse:
    """A response as it came, with header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes
    interim: bytes = b""
    """What came before the response: `100 Continue`, or nothing."""

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def head(server: Server, path: str, *headers: str, method: str = "POST") -> bytes:
    """Return the head of a request with the server's key and a JSON content type."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Content-Type: application/json"]
    if server.key:
        lines.append(f"Authorization: Bearer {server.key}")
    return "\r\n".join([*lines, *headers, "\r\n"]).encode()


async def exchange(server: Server, *pieces: bytes) -> WireResponse:
    """Send pieces and return the response; the server must close the connection after it."""
    reader, writer = await asyncio.open_connection(server.client.host, server.client.port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        return parse_response(await reader.read())
    finally:
        writer.close()
        await writer.wait_closed()


def parse_response(data: bytes) -> WireResponse:
    start, _, body = data.partition(b"\r\n\r\n")
    interim = b""
    if start.startswith(b"HTTP/1.1 100 "):
        interim = start
        start, _, body = body.partition(b"\r\n\r\n")
    first, *lines = start.decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return WireResponse(int(first.split()[1]), headers, body, interim)
