"""Feedback and the conversations that it belongs to, as they are sent."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from support.conversations import asked, logged, openai, send_encoded
from support.events import INSTANT
from support.server import Response, Server

Json = Any


def feedback(name: str | None, message: str = "m-1", /, **members: Json) -> Json:
    """Return feedback on a message; without a name it has no id."""
    identity = {} if name is None else {"id": name}
    return {"type": "positive", "messageId": message, "createdAt": INSTANT, **identity, **members}


def chat(name: str, *messages: str, **members: Json) -> Json:
    """Return a conversation with messages of these ids."""
    return openai(*(asked(f"{id_} in {name}", id_) for id_ in messages), id=name, **members)


async def log_chat(server: Server, name: str, *messages: str, **members: Json) -> Json:
    """Log a conversation; return it as it is stored."""
    return await logged(server, chat(name, *messages, **members))


async def rate(server: Server, document: Json, **options: Any) -> Response:
    return await server.send("POST", "/feedback", document, **options)


async def log_feedback(server: Server, *documents: Json) -> list[Json]:
    """Log feedback; return it as it is answered."""
    replies = [await rate(server, document) for document in documents]
    assert [reply.status for reply in replies] == [200] * len(replies), replies[-1].text
    return [reply.json for reply in replies]


async def read_feedback(server: Server, id_: str) -> Response:
    """Read feedback by its id, which is encoded."""
    return await send_encoded(server, "GET", f"/feedback/{quote(id_, safe='')}")


async def list_feedback(server: Server, **parameters: str) -> Json:
    reply = await server.send("GET", "/feedback", params=parameters)
    assert reply.status == 200, reply.text
    return reply.json


async def ids(server: Server, **parameters: str) -> tuple[list[str], list[str]]:
    """Return the ids of a page: the positive ones, the negative ones."""
    page = await list_feedback(server, **parameters)
    positive, negative = (
        [one["id"] for one in page[f"{kind}Feedback"]] for kind in ("positive", "negative")
    )
    return positive, negative


def counts(page: Mapping[str, Json]) -> tuple[int, int]:
    return page["positiveFeedbackCount"], page["negativeFeedbackCount"]
