"""Rows of each part of a database: read in the order of their storing, and found.

Conversations and feedback are numbered in the order of storing in each organization. Events need
no order; that of time lets the target append to its indexes.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from attrs import fields

from evsrv.core.conversation import Conversation
from evsrv.core.event import Event
from evsrv.core.feedback_row import FeedbackRow
from evsrv.core.sql import Sql
from evsrv.engine.api_key import ApiKey
from evsrv.engine.transfer_parts import (
    CONVERSATIONS,
    EVENTS,
    FEEDBACK,
    KEYS,
    Identity,
    LoggedFeedback,
    Part,
    StoredKey,
)
from evsrv.postgresql.api_keys import find_key_by_id, list_hashes, list_keys
from evsrv.postgresql.append import event_of_row, find_events
from evsrv.postgresql.conversation_rows import load_conversations
from evsrv.postgresql.feedback_rows import feedback_of_row
from evsrv.postgresql.session import Session

Read = Callable[[Session], AsyncIterator[Sequence[Any]]]
Find = Callable[[Session, Sequence[Any]], Coroutine[Any, Any, Sequence[Any]]]

TABLES: Mapping[Part[Any], str] = MappingProxyType(
    {KEYS: "api_keys", EVENTS: "events", CONVERSATIONS: "conversations", FEEDBACK: "feedback"}
)
"""The table that has a row for each row of a part."""

_EVENTS = Sql(
    f"""
    SELECT {", ".join(column.name for column in fields(Event))} FROM events
    ORDER BY organization_id DESC, created_at, id DESC
    """  # noqa: S608 - constant names
)
_CONVERSATIONS = Sql(
    "SELECT organization_id, number FROM conversations ORDER BY organization_id, number"
)
_FEEDBACK_COLUMNS = ", ".join(f"feedback.{column.name}" for column in fields(FeedbackRow))
_FEEDBACK = Sql(
    f"""
    SELECT logged_with, {_FEEDBACK_COLUMNS} FROM feedback ORDER BY organization_id, number
    """  # noqa: S608 - constant names
)
_OF_ASKED = """
    FROM unnest($1::text[], $2::text[], $3::text[]) AS asked (organization_id, project_id, id)
        JOIN {0} ON {0}.organization_id = asked.organization_id AND {0}.id = asked.id
            AND {0}.project_id IS NOT DISTINCT FROM asked.project_id
"""
_FIND_NUMBERS = f"""
    SELECT asked.organization_id, asked.project_id, asked.id, number
    {_OF_ASKED.format("conversations")} ORDER BY asked.organization_id, number
"""
_FIND_FEEDBACK = f"SELECT logged_with, {_FEEDBACK_COLUMNS} {_OF_ASKED.format('feedback')}"


async def _read_keys(connection: Session) -> AsyncGenerator[Sequence[StoredKey], None]:
    yield await _with_hashes(connection, await list_keys(connection))


async def _with_hashes(connection: Session, keys: Sequence[ApiKey]) -> list[StoredKey]:
    hashes = await list_hashes(connection, [key.id for key in keys])
    return [StoredKey(key, hashes[key.id]) for key in keys]


async def _read_events(connection: Session) -> AsyncGenerator[Sequence[Event], None]:
    async for batch in connection.batches(_EVENTS, EVENTS.batch_rows):
        yield [event_of_row(row) for row in batch]


async def _read_conversations(connection: Session) -> AsyncGenerator[Sequence[Conversation], None]:
    async for batch in connection.batches(_CONVERSATIONS, CONVERSATIONS.batch_rows):
        yield await _load_conversations(connection, [tuple(row) for row in batch])


async def _load_conversations(
    connection: Session, numbers: Sequence[tuple[str, int]]
) -> list[Conversation]:
    """Return the conversations of these organizations and numbers, in this order."""
    loaded: list[Conversation] = []
    for organization, group in groupby(numbers, itemgetter(0)):
        of_organization = [number for _, number in group]
        loaded += await load_conversations(connection, organization, of_organization)
    return loaded


async def _read_feedback(connection: Session) -> AsyncGenerator[Sequence[LoggedFeedback], None]:
    async for batch in connection.batches(_FEEDBACK, FEEDBACK.batch_rows):
        yield [_logged_feedback(row) for row in batch]


def _logged_feedback(row: Mapping[str, Any]) -> LoggedFeedback:
    return LoggedFeedback(feedback_of_row(row), row["logged_with"])


async def _find_keys(connection: Session, rows: Sequence[StoredKey]) -> Sequence[StoredKey]:
    found = [await find_key_by_id(connection, row.key.id) for row in rows]
    return await _with_hashes(connection, [key for key in found if key is not None])


async def _find_events(connection: Session, events: Sequence[Event]) -> Sequence[Event]:
    return await find_events(connection, list(map(EVENTS.identity, events)))


async def _find_conversations(
    connection: Session, conversations: Sequence[Conversation]
) -> Sequence[Conversation]:
    numbers = await find_numbers(connection, list(map(CONVERSATIONS.identity, conversations)))
    return await _load_conversations(
        connection, [(organization, number) for (organization, _, _), number in numbers.items()]
    )


async def find_numbers(
    connection: Session, identities: Sequence[Identity]
) -> Mapping[Identity, int]:
    """Return the numbers of the stored conversations with these identities."""
    rows = await connection.fetch(_FIND_NUMBERS, *_columns(identities))
    return {(organization, project, id_): number for organization, project, id_, number in rows}


async def _find_feedback(
    connection: Session, rows: Sequence[LoggedFeedback]
) -> Sequence[LoggedFeedback]:
    identities = list(map(FEEDBACK.identity, rows))
    found = await connection.fetch(_FIND_FEEDBACK, *_columns(identities))
    return [_logged_feedback(row) for row in found]


def _columns(identities: Sequence[Identity]) -> tuple[list[str | None], ...]:
    """Return the organizations, the projects and the ids."""
    return tuple([identity[place] for identity in identities] for place in range(3))


READ: Mapping[Part[Any], Read] = MappingProxyType(
    {
        KEYS: _read_keys,
        EVENTS: _read_events,
        CONVERSATIONS: _read_conversations,
        FEEDBACK: _read_feedback,
    }
)
FIND: Mapping[Part[Any], Find] = MappingProxyType(
    {
        KEYS: _find_keys,
        EVENTS: _find_events,
        CONVERSATIONS: _find_conversations,
        FEEDBACK: _find_feedback,
    }
)
