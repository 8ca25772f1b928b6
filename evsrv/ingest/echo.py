"""The echo: a stored event in the answer of `POST /events`."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

import orjson

from evsrv.core.datasets import EVENTS
from evsrv.core.event import Event
from evsrv.core.kinds import Kind
from evsrv.core.timestamps import format_timestamp

_ENCODERS: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.TIME: format_timestamp,
    Kind.DOCUMENT: orjson.Fragment,
}
_MEMBERS = tuple(
    (field.ingest_name, _ENCODERS.get(field.kind), field.null_in_output)
    for field in EVENTS.fields.values()
)
_values = attrgetter(*(field.column for field in EVENTS.fields.values()))


def echo(event: Event) -> dict[str, Any]:
    """Return an event as the members of its answer: JSON fields as they were sent."""
    shown: dict[str, Any] = {}
    for (name, encode, null_in_output), value in zip(_MEMBERS, _values(event), strict=True):
        if value is not None:
            shown[name] = value if encode is None else encode(value)
        elif null_in_output:
            shown[name] = None
    return shown
