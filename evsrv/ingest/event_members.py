"""Members of an event as it is sent that are not stored, or not as they are sent."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from evsrv.core.datasets import EVENTS
from evsrv.core.errors import Issue, pointer
from evsrv.core.resources import SCHEMAS
from evsrv.query.hints import unknown_name

KNOWN_MEMBERS = tuple(json.loads((SCHEMAS / "event.json").read_text("utf-8"))["properties"])
"""The members that an event may have."""
_KNOWN = frozenset(KNOWN_MEMBERS)
_UNUSED = "eventName"
"""The chat widget of the hosted API sends it beside `type`, with the same text."""


def unknown_members(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the unknown members of an event, in their order."""
    if document.keys() <= _KNOWN:
        return ()
    return tuple(name for name in document if name not in _KNOWN)


def unknown_issues(names: Iterable[str]) -> list[Issue]:
    """Return an issue for each of these unknown members, with the nearest known name."""
    return [
        Issue(pointer("", name), unknown_name("member", name, KNOWN_MEMBERS, (), EVENTS))
        for name in names
    ]


def without_members(document: Mapping[str, Any], unknown: Iterable[str]) -> Mapping[str, Any]:
    """Return an event without these unknown members, and without those that are never used."""
    if not unknown and _UNUSED not in document:
        return document
    left_out = {*unknown, _UNUSED}
    return {name: value for name, value in document.items() if name not in left_out}


def without_messages(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an event whose `properties.conversation` has no more than its id.

    The chat widget copies the whole conversation into each of its events. Any other value of that
    name stays as it is.
    """
    properties = document.get("properties")
    if not isinstance(properties, dict) or "conversation" not in properties:
        return document
    match properties["conversation"]:
        case {"id": str(id_), "messages": list()}:
            return {**document, "properties": {**properties, "conversation": {"id": id_}}}
    return document
