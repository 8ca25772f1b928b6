"""Events of visitors without an account: `userProperties.id` is an id of the server."""

from collections.abc import Sequence

import orjson
from attrs import evolve

from evsrv.core.datasets import EVENTS
from evsrv.core.event import Event
from evsrv.core.json_path import JsonPath, value_at
from evsrv.core.json_text import canonical

_ID = "id"


def with_visitor(event: Event, visitor: str, user_paths: Sequence[JsonPath]) -> Event:
    """Return an event with a visitor's id as its user, if no path to a user has a value."""
    if any(_has_value(event, *path) for path in user_paths):
        return event
    user = orjson.loads(event.user_properties or "{}")
    return evolve(event, user_properties=canonical({**user, _ID: visitor}))


def _has_value(event: Event, field: str, keys: Sequence[str]) -> bool:
    document = getattr(event, EVENTS.fields[field].column)
    return document is not None and value_at(orjson.loads(document), keys) is not None
