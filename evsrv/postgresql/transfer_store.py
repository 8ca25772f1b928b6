"""Storing rows of each part that are not there yet."""

from collections import defaultdict
from collections.abc import Callable, Coroutine, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from evsrv.core.conversation import Conversation
from evsrv.core.errors import Unprocessable
from evsrv.core.event import Event
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
from evsrv.postgresql.api_keys import insert_key
from evsrv.postgresql.append import append_events
from evsrv.postgresql.conversation_rows import insert_conversations
from evsrv.postgresql.feedback_join import update_feedback_join
from evsrv.postgresql.feedback_rows import insert_many_feedback
from evsrv.postgresql.session import Session
from evsrv.postgresql.transfer_rows import FIND, find_numbers
from evsrv.postgresql.write_lock import lock_organization

Store = Callable[[Session, Sequence[Any]], Coroutine[Any, Any, None]]


async def put_rows(connection: Session, part: Part[Any], rows: Sequence[Any]) -> Sequence[Any]:
    """Store rows inside the caller's transaction; return the stored rows of the others."""
    if part is EVENTS:
        return await _append(connection, rows)
    # Two copies at once, and a server, take the locks in one order.
    for organization in sorted(set(map(part.organization, rows))):
        await lock_organization(connection, organization)
    present = await FIND[part](connection, rows)
    known = set(map(part.identity, present))
    if new := [row for row in rows if part.identity(row) not in known]:
        await _STORE[part](connection, new)
    return present


async def _append(connection: Session, events: Sequence[Event]) -> Sequence[Event]:
    results = await append_events(connection, events)
    return [result.event for result in results if result.duplicate]


async def _store_keys(connection: Session, rows: Sequence[StoredKey]) -> None:
    for row in rows:
        await insert_key(connection, row.key, row.hash)


async def _store_conversations(connection: Session, new: Sequence[Conversation]) -> None:
    await insert_conversations(connection, new)
    messages: defaultdict[tuple[str, str | None], set[str]] = defaultdict(set)
    for one in new:
        place = one.organization_id, one.project_id
        messages[place].update(message.id for message in one.messages)
    for (organization, project), ids in messages.items():
        await update_feedback_join(connection, organization, project, ids)


async def _store_feedback(connection: Session, rows: Sequence[LoggedFeedback]) -> None:
    conversations = [_conversation(row) for row in rows]
    joined = list({one for one in conversations if one is not None})
    numbers = await find_numbers(connection, joined)
    if len(numbers) < len(joined):
        raise Unprocessable("its conversation is not there")
    await insert_many_feedback(
        connection,
        [
            (row.feedback, conversation and numbers[conversation], row.logged_with)
            for row, conversation in zip(rows, conversations, strict=True)
        ],
    )


def _conversation(row: LoggedFeedback) -> Identity | None:
    """Return the identity of the conversation that has feedback, which is of the same project."""
    feedback = row.feedback
    if feedback.conversation_id is None:
        return None
    return feedback.organization_id, feedback.project_id, feedback.conversation_id


_STORE: Mapping[Part[Any], Store] = MappingProxyType(
    {KEYS: _store_keys, CONVERSATIONS: _store_conversations, FEEDBACK: _store_feedback}
)
