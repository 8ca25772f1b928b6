"""Rows of conversations and their messages: loaded as a whole, and written where they changed.

The tables are named with their schema, since `conversations` is a tenant's view on a guarded
connection. Only the caller knows the scope; it bypasses the guard.
"""

import sqlite3
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from attrs import fields

from evsrv.core.conversation import Conversation
from evsrv.core.message import Message
from evsrv.core.scope import Scope

_COLUMNS = tuple(column.name for column in fields(Conversation) if column.name != "messages")
_WRITTEN = (*_COLUMNS, "user_message_count", "first_message_time")
_values = attrgetter(*_WRITTEN)
_MESSAGE_COLUMNS = tuple(column.name for column in fields(Message))
_message_values = attrgetter(*_MESSAGE_COLUMNS)

_SELECT = f"SELECT row, {', '.join(_COLUMNS)} FROM main.conversations"  # noqa: S608
_SELECT_MESSAGES = f"""
    SELECT {", ".join(_MESSAGE_COLUMNS)} FROM main.messages WHERE conversation = ?
    ORDER BY position
"""  # noqa: S608 - constant names
_INSERT = f"""
    INSERT INTO main.conversations ({", ".join(_WRITTEN)})
    VALUES ({", ".join("?" * len(_WRITTEN))})
"""  # noqa: S608 - constant names
_PUT_MESSAGE = f"""
    INSERT INTO main.messages
        (organization_id, conversation, position, {", ".join(_MESSAGE_COLUMNS)})
    VALUES (?, ?, ?, {", ".join("?" * len(_MESSAGE_COLUMNS))})
    ON CONFLICT (conversation, position) DO UPDATE SET
        {", ".join(f"{name} = excluded.{name}" for name in _MESSAGE_COLUMNS)}
"""  # noqa: S608 - constant names
_DELETE_MESSAGES = "DELETE FROM main.messages WHERE conversation = ? AND position >= ?"

_OF_PROJECT = "organization_id = ? AND project_id = ?"
_OF_ORGANIZATION = "organization_id = ?"
# The last key decides between two projects of an organization.
_ORDER = "ORDER BY created_at DESC, id, row DESC"


def load_conversation(connection: sqlite3.Connection, row: int) -> Conversation:
    """Return the conversation in a row, which must exist."""
    (found,) = _load(connection, f"{_SELECT} WHERE row = ?", (row,))
    return found


def load_page(
    connection: sqlite3.Connection, scope: Scope, limit: int, offset: int
) -> Iterator[Conversation]:
    """Yield conversations of a scope, newest first, then by id; each is read when it is due."""
    condition, parameters = _in_scope(scope)
    sql = f"{_SELECT} WHERE {condition} {_ORDER} LIMIT ? OFFSET ?"
    return _load(connection, sql, (*parameters, limit, offset))


def count_conversations(connection: sqlite3.Connection, scope: Scope) -> int:
    """Return the number of conversations of a scope."""
    condition, parameters = _in_scope(scope)
    sql = f"SELECT count(*) FROM main.conversations WHERE {condition}"  # noqa: S608 - constant
    (count,) = connection.execute(sql, parameters).fetchone()
    return int(count)


def find_in_scope(
    connection: sqlite3.Connection, scope: Scope, column: str, value: str
) -> int | None:
    """Return the row of the first logged conversation of a scope that has this id.

    `column` is `id` or `external_id`.
    """
    condition, parameters = _in_scope(scope)
    # The plus keeps SQLite from reading the whole scope in the order of the rows.
    sql = f"SELECT row FROM main.conversations WHERE {condition} AND {column} = ? ORDER BY +row"  # noqa: S608 - constant names
    return _first(connection, sql, (*parameters, value))


def find_in_project(
    connection: sqlite3.Connection, organization: str, project: str | None, column: str, value: str
) -> int | None:
    """Return the row of the conversation of one project, or without one, that has this id.

    `column` is `id` or `external_id`.
    """
    sql = f"""
        SELECT row FROM main.conversations
        WHERE organization_id = ? AND project_id IS ? AND {column} = ?
    """  # noqa: S608 - constant names
    return _first(connection, sql, (organization, project, value))


def insert_conversation(connection: sqlite3.Connection, conversation: Conversation) -> int:
    """Store a new conversation; return its row."""
    row = connection.execute(_INSERT, _values(conversation)).lastrowid
    assert row is not None  # noqa: S101 - a row was inserted
    _put_messages(connection, row, (), conversation)
    return row


def update_conversation(
    connection: sqlite3.Connection, row: int, before: Conversation, after: Conversation
) -> None:
    """Store the present state of a conversation, which is another one than before.

    Only columns and messages that changed are written: each column has indexes to keep.
    """
    changed = {
        name: value
        for name, old, value in zip(_WRITTEN, _values(before), _values(after), strict=True)
        if value != old
    }
    if changed:
        columns = ", ".join(f"{name} = ?" for name in changed)
        sql = f"UPDATE main.conversations SET {columns} WHERE row = ?"  # noqa: S608 - constant
        connection.execute(sql, (*changed.values(), row))
    _put_messages(connection, row, before.messages, after)


def _put_messages(
    connection: sqlite3.Connection,
    row: int,
    before: tuple[Message, ...],
    after: Conversation,
) -> None:
    connection.executemany(
        _PUT_MESSAGE,
        (
            (after.organization_id, row, position, *_message_values(message))
            for position, message in enumerate(after.messages)
            if position >= len(before) or before[position] != message
        ),
    )
    if len(before) > len(after.messages):
        connection.execute(_DELETE_MESSAGES, (row, len(after.messages)))


def _load(
    connection: sqlite3.Connection, sql: str, parameters: tuple[Any, ...]
) -> Iterator[Conversation]:
    for row, *values in connection.execute(sql, parameters):
        messages = connection.execute(_SELECT_MESSAGES, (row,))
        yield Conversation(
            **dict(zip(_COLUMNS, values, strict=True)),
            messages=tuple(
                Message(**dict(zip(_MESSAGE_COLUMNS, message, strict=True))) for message in messages
            ),
        )


def _in_scope(scope: Scope) -> tuple[str, tuple[str, ...]]:
    if scope.project_id is None:
        return _OF_ORGANIZATION, (scope.organization_id,)
    return _OF_PROJECT, (scope.organization_id, scope.project_id)


def _first(
    connection: sqlite3.Connection, sql: str, parameters: tuple[str | None, ...]
) -> int | None:
    found = connection.execute(f"{sql} LIMIT 1", parameters).fetchone()
    return None if found is None else int(found[0])
