"""Helpers that send batches and check their results."""

import io
import json
from typing import Any

import pytest
from support.server import Response, Server

from conformance.problems import CODES

PATH = "/events/batch"
NDJSON = "application/x-ndjson"
MAX_BATCH_EVENTS = 10_000


async def send(server: Server, body: str | bytes, form: str, **headers: str) -> Response:
    data = io.BytesIO(body.encode() if isinstance(body, str) else body)
    return await server.send("POST", PATH, data=data, headers={"Content-Type": form, **headers})


async def send_array(server: Server, *events: Any) -> list[Any]:
    reply = await server.send("POST", PATH, {"batch": events})
    assert reply.status == 200, reply.text
    assert list(reply.json) == ["results"]
    result: list[Any] = reply.json["results"]
    return result


async def send_lines(server: Server, *lines: str | bytes) -> list[Any]:
    encoded = [line.encode() if isinstance(line, str) else line for line in lines]
    reply = await send(server, b"\n".join(encoded), NDJSON)
    assert reply.status == 200, reply.text
    result: list[Any] = reply.json["results"]
    return result


async def send_in(form: str, server: Server, *events: Any) -> list[Any]:
    if form == NDJSON:
        return await send_lines(server, *map(json.dumps, events))
    return await send_array(server, *events)


def stored(name: str) -> Any:
    return {"status": "stored", "id": name}


def duplicate(name: str) -> Any:
    return {"status": "duplicate", "id": name}


def differing(name: str) -> Any:
    return {**duplicate(name), "differs": True}


def problem_of(result: Any, status: int) -> Any:
    assert list(result) == ["status", "problem"]
    assert result["status"] == "refused"
    problem = result["problem"]
    code = CODES[status]
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["error"] == {"code": code, "message": problem["detail"]}
    assert problem["title"]
    assert problem["detail"]
    return problem


def pointers(problem: Any) -> list[str]:
    return [issue["pointer"] for issue in problem["errors"]]


FORMS = pytest.mark.parametrize("form", ["application/json", NDJSON])


def minimal(number: int) -> Any:
    return {"entityType": "message", "type": "t", "messageId": "m", "id": str(number)}
