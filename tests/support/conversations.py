"""Short constructors of conversations and messages, and calls of their routes."""

from typing import Any

from yarl import URL

from support.server import Response, Server

Json = Any


def said(role: str | None, content: Json, id_: str | None = None, /, **members: Json) -> Json:
    """Return a message, without an id unless one is given."""
    return {"role": role, "content": content, **({"id": id_} if id_ else {}), **members}


def asked(content: Json = "How?", id_: str | None = None, /, **members: Json) -> Json:
    """Return a message of a user."""
    return said("user", content, id_, **members)


def answered(content: Json = "So.", id_: str | None = None, /, **members: Json) -> Json:
    """Return a message of the assistant."""
    return said("assistant", content, id_, **members)


def openai(*messages: Json, **members: Json) -> Json:
    """Return a conversation of the type openai, with one message unless some are given."""
    return {"type": "openai", "messages": list(messages) or [asked()], **members}


def ticket(*messages: Json, **members: Json) -> Json:
    """Return a conversation of the type support_ticket."""
    messages = messages or (said("customer", "My invoice is wrong."),)
    return {"type": "support_ticket", "messages": list(messages), **members}


async def log(server: Server, document: Json, *, key: str | None = None) -> Response:
    """Send a conversation."""
    return await server.send("POST", "/conversations", document, key=key)


async def logged(server: Server, document: Json, *, key: str | None = None) -> Json:
    """Send a valid conversation and return it as it is stored."""
    reply = await log(server, document, key=key)
    assert reply.status == 200, reply.text
    return reply.json


async def get(server: Server, id_: str, *, key: str | None = None) -> Response:
    """Read a conversation by an id that needs no encoding."""
    return await server.send("GET", f"/conversations/{id_}", key=key)


async def get_external(server: Server, external_id: str, *, key: str | None = None) -> Response:
    return await server.send("GET", f"/conversations/external/{external_id}", key=key)


async def delete(server: Server, id_: str, *, key: str | None = None) -> Response:
    return await server.send("DELETE", f"/conversations/{id_}", key=key)


async def send_encoded(server: Server, method: str, path: str) -> Response:
    """Send a request whose path is encoded as it has to be."""
    return await server.send(method, URL(path, encoded=True))


async def listed(server: Server, **parameters: Json) -> Json:
    """Return a page of conversations."""
    reply = await server.send("GET", "/conversations", params=parameters)
    assert reply.status == 200, reply.text
    return reply.json


def ids(conversation: Json) -> list[str]:
    """Return the ids of a conversation's messages."""
    return [message["id"] for message in conversation["messages"]]


def contents(conversation: Json) -> list[Json]:
    """Return what a conversation's messages say."""
    return [message["content"] for message in conversation["messages"]]
