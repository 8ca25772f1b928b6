"""Storing events, each id once in its project, with the keys of their JSON fields."""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

import orjson
from attrs import fields

from evsrv.core.datasets import EVENTS
from evsrv.core.event import Event
from evsrv.core.json_text import canonical
from evsrv.core.kinds import Kind
from evsrv.engine.append_result import AppendResult
from evsrv.postgresql.json_input import jsonb_text
from evsrv.postgresql.property_keys import DOCUMENT_COLUMNS
from evsrv.postgresql.session import Session

COLUMNS = tuple(column.name for column in fields(Event))
_values = attrgetter(*COLUMNS)
NAMES = ", ".join(COLUMNS)
_KINDS: Mapping[str, Kind] = {field.column: field.kind for field in EVENTS.fields.values()}
_ARRAYS = {Kind.TIME: "bigint[]", Kind.DOCUMENT: "jsonb[]"}
_ARRAYS_OF_COLUMNS = ", ".join(
    f"${number}::{_ARRAYS.get(_KINDS[name], 'text[]')}" for number, name in enumerate(COLUMNS, 1)
)
_JSON = tuple(DOCUMENT_COLUMNS.values())
_KEYS = " UNION ".join(
    f"""
        SELECT DISTINCT organization_id, project_id, '{field}', key COLLATE "C"
        FROM stored, jsonb_object_keys({column}) AS key
    """  # noqa: S608 - constant names
    for field, column in DOCUMENT_COLUMNS.items()
)

_Identity = tuple[str, str | None, str]
"""Organization, project and id: what makes an event unique."""
identity_of = attrgetter("organization_id", "project_id", "id")

# Two servers that store the same ids in different orders would wait for each other, so rows and
# keys have one order, that of `lock_order`.
_INSERT = f"""
    WITH stored AS (
        INSERT INTO events ({NAMES})
        SELECT {NAMES}
        FROM unnest({_ARRAYS_OF_COLUMNS}) WITH ORDINALITY AS sent ({NAMES}, position)
        ORDER BY organization_id, project_id, id, position
        ON CONFLICT DO NOTHING
        RETURNING organization_id, project_id, id, {", ".join(_JSON)}
    ), keys AS (
        INSERT INTO property_keys (organization_id, project_id, field, key)
        {_KEYS}
        ORDER BY 1, 2, 3, 4
        ON CONFLICT DO NOTHING
    )
    SELECT organization_id, project_id, id FROM stored
"""  # noqa: S608 - constant names
_SELECT_STORED = f"""
    SELECT {", ".join(f"events.{name}" for name in COLUMNS)}
    FROM unnest($1::text[], $2::text[], $3::text[]) AS asked (organization_id, project_id, id)
        JOIN events ON events.organization_id = asked.organization_id
            AND events.id = asked.id
            AND events.project_id IS NOT DISTINCT FROM asked.project_id
"""  # noqa: S608 - constant names


async def append_events(connection: Session, events: Sequence[Event]) -> list[AppendResult]:
    """Store events in one statement, all or none; return their results in the same order."""
    if not events:
        return []
    rows = [row_of(event) for event in events]
    stored = await connection.fetch(_INSERT, *map(list, zip(*rows, strict=True)))
    if len(stored) == len(events):
        return [AppendResult(event, duplicate=False) for event in events]
    new: set[_Identity] = {tuple(row) for row in stored}
    sent = [one for one in map(identity_of, events) if one not in new]
    known = {identity_of(event): event for event in await find_events(connection, sent)}
    return [_result(event, new, known) for event in events]


def row_of(event: Event) -> list[Any]:
    """Return the parameters of an event, in the order of `COLUMNS`."""
    return [
        jsonb_text(value) if name in _JSON and value is not None else value
        for name, value in zip(COLUMNS, _values(event), strict=True)
    ]


async def find_events(connection: Session, identities: Sequence[_Identity]) -> list[Event]:
    """Return the stored events of these identities: organization, project and id."""
    if not identities:
        return []
    asked = map(list, zip(*dict.fromkeys(identities), strict=True))
    return [event_of_row(row) for row in await connection.fetch(_SELECT_STORED, *asked)]


def _result(event: Event, new: set[_Identity], known: dict[_Identity, Event]) -> AppendResult:
    """Return the result of an event; the first one of an identity that is `new` was stored."""
    identity: _Identity = identity_of(event)
    if identity in new:
        new.remove(identity)
        known[identity] = event
        return AppendResult(event, duplicate=False)
    # One that was deleted in this moment is as it was sent.
    return AppendResult(known.get(identity, event), duplicate=True)


def event_of_row(row: Mapping[str, Any]) -> Event:
    """Return the event of a row of the table."""
    columns = dict(row)
    for name in _JSON:
        if columns[name] is not None:
            columns[name] = canonical(orjson.loads(columns[name]))
    return Event(**columns)
