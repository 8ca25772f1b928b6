"""Events of visitors without an account: `userProperties.id` is an id of the server."""

import orjson
from attrs import evolve

from evsrv.core.event import Event
from evsrv.core.json_text import canonical

_ID = "id"
_USER_MEMBERS = ("userId", _ID)
"""The members of userProperties that name a user."""


def with_visitor(event: Event, visitor: str) -> Event:
    """Return an event with a visitor's id as its user, if it has none."""
    user = orjson.loads(event.user_properties or "{}")
    if any(user.get(name) is not None for name in _USER_MEMBERS):
        return event
    return evolve(event, user_properties=canonical({**user, _ID: visitor}))
