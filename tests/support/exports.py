"""Exported files, read as a client reads them."""

import csv
import io
import json
from typing import Any

from support.server import Response, Server

PATH = "/query/events/export"
NDJSON = "application/x-ndjson"


async def export(
    server: Server, body: Any = None, accept: str | None = None, **options: Any
) -> Response:
    headers = {} if accept is None else {"Accept": accept}
    body = {} if body is None else body
    return await server.send("POST", PATH, body, headers=headers, **options)


async def export_csv(server: Server, body: Any = None, **options: Any) -> list[list[str]]:
    """Export a query as CSV and return its lines, header first."""
    reply = await export(server, body, **options)
    assert reply.status == 200, reply.text
    return list(csv.reader(io.StringIO(reply.text, newline=""), strict=True))


async def export_rows(server: Server, body: Any = None, **options: Any) -> list[dict[str, str]]:
    """Export a query as CSV and return its rows by column name."""
    header, *rows = await export_csv(server, body, **options)
    assert len(set(header)) == len(header)
    return [dict(zip(header, row, strict=True)) for row in rows]


async def export_ndjson(server: Server, body: Any = None, **options: Any) -> list[Any]:
    reply = await export(server, body, NDJSON, **options)
    assert reply.status == 200, reply.text
    assert reply.text == "" or reply.text.endswith("\n")
    return [json.loads(line) for line in reply.text.split("\n")[:-1]]
