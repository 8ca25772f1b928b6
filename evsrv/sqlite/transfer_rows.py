"""Rows of each part of a file: read in the order of their storing, found, and stored."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
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
    LoggedFeedback,
    Part,
    StoredKey,
)
from evsrv.sqlite import conversation_rows, feedback_rows
from evsrv.sqlite.api_keys import find_key_by_id, insert_key, list_keys
from evsrv.sqlite.feedback_join import update_feedback_join
from evsrv.sqlite.insert import find_event, load_event

Read = Callable[[sqlite3.Connection], Iterator[Any]]
Find = Callable[[sqlite3.Connection, Any], Any | None]
Store = Callable[[sqlite3.Connection, Any], None]

TABLES: Mapping[Part[Any], str] = MappingProxyType(
    {KEYS: "api_keys", EVENTS: "events", CONVERSATIONS: "conversations", FEEDBACK: "feedback"}
)
"""The table that has a row for each row of a part."""


def _rows(connection: sqlite3.Connection, part: Part[Any]) -> Iterator[int]:
    sql = f"SELECT row FROM main.{TABLES[part]} ORDER BY row"  # noqa: S608 - constant names
    return (row for (row,) in connection.execute(sql))


def _read_keys(connection: sqlite3.Connection) -> Iterator[StoredKey]:
    return (_with_hash(connection, key) for key in list_keys(connection))


def _with_hash(connection: sqlite3.Connection, key: Any) -> StoredKey:
    (hash_,) = connection.execute("SELECT hash FROM api_keys WHERE id = ?", (key.id,)).fetchone()
    return StoredKey(key, hash_)


def _read_events(connection: sqlite3.Connection) -> Iterator[Event]:
    return (load_event(connection, row) for row in _rows(connection, EVENTS))


def _read_conversations(connection: sqlite3.Connection) -> Iterator[Conversation]:
    rows = _rows(connection, CONVERSATIONS)
    return (conversation_rows.load_conversation(connection, row) for row in rows)


def _read_feedback(connection: sqlite3.Connection) -> Iterator[LoggedFeedback]:
    for row in _rows(connection, FEEDBACK):
        stored = feedback_rows.load_feedback(connection, row)
        yield LoggedFeedback(stored.feedback, stored.logged_with)


def _find_key(connection: sqlite3.Connection, row: StoredKey) -> StoredKey | None:
    key = find_key_by_id(connection, row.key.id)
    return None if key is None else _with_hash(connection, key)


def _find_event(connection: sqlite3.Connection, event: Event) -> Event | None:
    return find_event(connection, EVENTS.identity(event))


def _find_conversation(
    connection: sqlite3.Connection, conversation: Conversation
) -> Conversation | None:
    row = _row_of_conversation(connection, conversation, "id", conversation.id)
    return None if row is None else conversation_rows.load_conversation(connection, row)


def _row_of_conversation(
    connection: sqlite3.Connection, place: Any, column: str, value: str
) -> int | None:
    return conversation_rows.find_in_project(
        connection, place.organization_id, place.project_id, column, value
    )


def _find_feedback(connection: sqlite3.Connection, row: LoggedFeedback) -> LoggedFeedback | None:
    organization, project, id_ = FEEDBACK.identity(row)
    found = feedback_rows.find_in_project(connection, organization, project, id_)
    return None if found is None else LoggedFeedback(found.feedback, found.logged_with)


def _store_key(connection: sqlite3.Connection, row: StoredKey) -> None:
    try:
        insert_key(connection, row.key, row.hash)
    except sqlite3.IntegrityError as error:
        raise Unprocessable("another key has its hash") from error


def _store_conversation(connection: sqlite3.Connection, conversation: Conversation) -> None:
    external_id = conversation.external_id
    if external_id is not None and (
        _row_of_conversation(connection, conversation, "external_id", external_id) is not None
    ):
        raise Unprocessable("another conversation of the project has its externalId")
    conversation_rows.insert_conversation(connection, conversation)
    update_feedback_join(
        connection,
        conversation.organization_id,
        conversation.project_id,
        {message.id for message in conversation.messages},
    )


def _store_feedback(connection: sqlite3.Connection, row: LoggedFeedback) -> None:
    feedback = row.feedback
    joined = None
    if feedback.conversation_id is not None:
        joined = _row_of_conversation(connection, feedback, "id", feedback.conversation_id)
        if joined is None:
            raise Unprocessable("its conversation is not there")
    feedback_rows.insert_feedback(connection, feedback, joined, row.logged_with)


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
        KEYS: _find_key,
        EVENTS: _find_event,
        CONVERSATIONS: _find_conversation,
        FEEDBACK: _find_feedback,
    }
)
_STORE: Mapping[Part[Any], Store] = MappingProxyType(
    {KEYS: _store_key, CONVERSATIONS: _store_conversation, FEEDBACK: _store_feedback}
)
"""How a row is stored that is not there; events are stored by the writer."""


def put_rows(connection: sqlite3.Connection, part: Part[Any], rows: Sequence[Any]) -> list[Any]:
    """Store rows inside the caller's transaction; return the stored rows of the others."""
    store, find = _STORE[part], FIND[part]
    present = []
    for row in rows:
        if (stored := find(connection, row)) is None:
            store(connection, row)
        else:
            present.append(stored)
    return present
