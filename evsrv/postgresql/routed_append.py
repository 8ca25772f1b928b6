"""Storing events by statements that Citus sends to the server of their organization alone.

The statement of `append` is faster, and needs all servers of a cluster.
"""

from collections.abc import Sequence

import orjson

from evsrv.core.event import Event
from evsrv.engine.append_result import AppendResult
from evsrv.postgresql.append import COLUMNS, NAMES, event_of_row, identity_of, row_of
from evsrv.postgresql.lock_order import lock_order
from evsrv.postgresql.property_keys import DOCUMENT_COLUMNS, KeyRow
from evsrv.postgresql.session import Session

_PLACES = ", ".join(f"${number}" for number in range(1, len(COLUMNS) + 1))
_INSERT = f"""
    INSERT INTO events ({NAMES}) VALUES ({_PLACES}) ON CONFLICT DO NOTHING RETURNING id
"""  # noqa: S608 - constant names
_SELECT = f"""
    SELECT {NAMES} FROM events
    WHERE organization_id = $1 AND project_id IS NOT DISTINCT FROM $2 AND id = $3
"""  # noqa: S608 - constant names
_INSERT_KEY = """
    INSERT INTO property_keys (organization_id, project_id, field, key) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING
"""


async def append_routed(session: Session, events: Sequence[Event]) -> list[AppendResult]:
    """Store events, all or none in the transaction of a session; return their results."""
    in_order = sorted(enumerate(events), key=lambda sent: lock_order(identity_of(sent[1])))
    results = {position: await _append(session, event) for position, event in in_order}
    new = [one.event for one in results.values() if not one.duplicate]
    keys = {key for event in new for key in _keys(event)}
    await session.executemany(_INSERT_KEY, sorted(keys, key=lock_order))
    return [results[position] for position in range(len(events))]


async def _append(session: Session, event: Event) -> AppendResult:
    if await session.fetch(_INSERT, *row_of(event)):
        return AppendResult(event, duplicate=False)
    row = await session.fetchrow(_SELECT, *identity_of(event))
    # One that was deleted in this moment is as it was sent.
    return AppendResult(event if row is None else event_of_row(row), duplicate=True)


def _keys(event: Event) -> set[KeyRow]:
    """Return the rows of the keys of an event's JSON fields."""
    return {
        (event.organization_id, event.project_id, field, key)
        for field, column in DOCUMENT_COLUMNS.items()
        if (document := getattr(event, column)) is not None
        for key in orjson.loads(document)
    }
