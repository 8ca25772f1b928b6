"""An event as one line for people."""

from typing import Any

import orjson

from evsrv.cli.cells import cut_end, padded, plain_text, visible, width_of

_MAX_PADDED_WIDTH = 30
"""Of types; a longer one moves its line to the right."""
_USER_MEMBERS = ("userId", "id")
"""The members of `userProperties` that name a user, the first first."""


class EventLines:
    """Renders events with their types below each other: the widest type so far sets the width."""

    def __init__(self, width: int | None, *, shows_project: bool) -> None:
        self._width = width
        self._shows_project = shows_project
        self._type_width = 0

    def render(self, event: bytes) -> str:
        """Render an event that is JSON: time, type, project, user, search query, properties."""
        members = orjson.loads(event)
        type_ = visible(members["type"])
        self._type_width = min(max(self._type_width, width_of(type_)), _MAX_PADDED_WIDTH)
        parts = [
            members["createdAt"],
            padded(type_, self._type_width),
            members.get("projectId") if self._shows_project else None,
            _user(members.get("userProperties") or {}),
            orjson.dumps(members["searchQuery"]).decode() if "searchQuery" in members else None,
            plain_text(members.get("properties") or None),
        ]
        line = "  ".join(visible(part) for part in parts if part)
        return line if self._width is None else cut_end(line, self._width)


def _user(user_properties: dict[str, Any]) -> str | None:
    found = (user_properties.get(name) for name in _USER_MEMBERS)
    return next((plain_text(value) for value in found if value is not None), None)
