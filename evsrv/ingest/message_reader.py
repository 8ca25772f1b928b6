"""Parse the messages of a conversation that is sent."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from evsrv.core.conversation import OPENAI
from evsrv.core.json_text import canonical, stored_text
from evsrv.core.message import SentMessage
from evsrv.core.timestamps import parse_timestamp

TEXTS: Mapping[str, str] = {
    "externalId": "external_id",
    "externalUrl": "external_url",
    "name": "name",
    "role": "role",
}
"""The text members of a message and their attributes."""
DOCUMENTS: Mapping[str, str] = {"properties": "properties", "userProperties": "user_properties"}
"""The JSON members of a conversation and of a message and their attributes."""
MEMBERS = (
    *("id", *TEXTS, "content", "createdAt", "updatedAt", "links", *DOCUMENTS),
    *("tool_calls", "toolCalls"),
)
"""All members of a message that are read."""

_LINK_MEMBERS = ("url", "label", "title", "description", "type", "breadcrumbs")
_DEFAULT_DETAIL = "auto"

Json = Mapping[str, Any]


def read_message(message: Json, conversation_type: str) -> SentMessage:
    """Return a message whose document fits the schema; unknown members are left out."""
    members: dict[str, Any] = {
        attribute: message.get(name) for name, attribute in TEXTS.items()
    } | read_documents(message)
    if conversation_type == OPENAI:
        calls = message.get("tool_calls")
        calls = message.get("toolCalls") if calls is None else calls
        members["tool_calls"] = _list_text(calls, _tool_call)
    return SentMessage(
        id=message.get("id"),
        created_at=read_time(message, "createdAt"),
        updated_at=read_time(message, "updatedAt"),
        content=_content(message.get("content")),
        links=_list_text(message.get("links"), _link),
        **members,
    )


def read_documents(document: Json) -> dict[str, str | None]:
    """Return the JSON members that a conversation or a message has, as canonical text."""
    return {
        attribute: None if document[name] is None else stored_text(document[name])
        for name, attribute in DOCUMENTS.items()
        if name in document
    }


def read_time(document: Json, name: str) -> int | None:
    """Return a time of a document in epoch milliseconds; None if it is absent or null."""
    text = document.get(name)
    return None if text is None else parse_timestamp(text)


def _content(content: str | Sequence[Json] | None) -> str | None:
    if content is None:
        return None
    return canonical(content if isinstance(content, str) else [_part(part) for part in content])


def _part(part: Json) -> Json:
    if part["type"] == "text":
        return {"type": part["type"], "text": part["text"]}
    image = part["image_url"]
    detail = image.get("detail") or _DEFAULT_DETAIL
    return {"type": part["type"], "image_url": {"url": image["url"], "detail": detail}}


def _link(link: Json) -> Json:
    return {name: link.get(name) for name in _LINK_MEMBERS}


def _tool_call(call: Json) -> Json:
    function = call["function"]
    return {
        "id": call["id"],
        "type": call["type"],
        "function": {"name": function["name"], "arguments": function["arguments"]},
    }


def _list_text(items: Sequence[Json] | None, read: Callable[[Json], Json]) -> str | None:
    return None if items is None else canonical([read(item) for item in items])
