"""Rows of feedback: found, listed with their conversations, and written.

The tables are named with their schema, since `feedback` is a tenant's view on a guarded connection.
Only the caller knows the scope; it bypasses the guard.
"""

import sqlite3
from collections.abc import Iterator
from operator import attrgetter

from attrs import fields, frozen

from evsrv.core.conversation import LoggedWith
from evsrv.core.feedback_row import FeedbackRow
from evsrv.core.joined_feedback import JoinedFeedback
from evsrv.core.scope import Scope
from evsrv.sqlite.conversation_rows import load_conversation

_COLUMNS = tuple(column.name for column in fields(FeedbackRow))
_values = attrgetter(*_COLUMNS)
_NAMES = ", ".join(_COLUMNS)

_SELECT = f"SELECT row, conversation, logged_with, {_NAMES} FROM main.feedback"  # noqa: S608
_INSERT = f"""
    INSERT INTO main.feedback ({_NAMES}, conversation, logged_with)
    VALUES ({", ".join("?" * len(_COLUMNS))}, ?, ?)
"""  # noqa: S608 - constant names
_UPDATE = f"""
    UPDATE main.feedback SET {", ".join(f"{name} = ?" for name in _COLUMNS)}, conversation = ?
    WHERE row = ?
"""  # noqa: S608 - constant names

_IN_PROJECT = "organization_id = ? AND project_id IS ? AND id = ?"
_WITHOUT_PROJECT = """
    organization_id = ? AND project_id IS NULL AND id = ? AND conversation IS NULL
"""
_WITHOUT_CONVERSATION = """
    organization_id = ? AND id = ? AND message_id = ? AND conversation IS NULL ORDER BY +row
"""
_JOINED_OF_ORGANIZATION = "organization_id = ? AND conversation IS NOT NULL"
_JOINED_OF_PROJECT = f"{_JOINED_OF_ORGANIZATION} AND project_id = ?"
# The last key decides between two projects of an organization.
_ORDER = "ORDER BY created_at DESC, id, row DESC"


@frozen
class StoredFeedback:
    """Feedback in a row of the table, and the row of its conversation."""

    row: int
    conversation: int | None
    logged_with: LoggedWith
    feedback: FeedbackRow


def find_in_project(
    connection: sqlite3.Connection, organization: str, project: str | None, id_: str
) -> StoredFeedback | None:
    """Return the feedback of one project, or without one, that has this id."""
    return _first(connection, _IN_PROJECT, (organization, project, id_))


def find_without_project(
    connection: sqlite3.Connection, organization: str, id_: str
) -> StoredFeedback | None:
    """Return the feedback of an id whose project is not known yet."""
    return _first(connection, _WITHOUT_PROJECT, (organization, id_))


def find_without_conversation(
    connection: sqlite3.Connection, organization: str, id_: str, message_id: str
) -> StoredFeedback | None:
    """Return the first logged feedback of an id on a message that is not known any more."""
    return _first(connection, _WITHOUT_CONVERSATION, (organization, id_, message_id))


def insert_feedback(
    connection: sqlite3.Connection,
    feedback: FeedbackRow,
    conversation: int | None,
    logged_with: LoggedWith,
) -> None:
    """Store new feedback and the row of its conversation."""
    connection.execute(_INSERT, (*_values(feedback), conversation, logged_with))


def update_feedback(
    connection: sqlite3.Connection, row: int, feedback: FeedbackRow, conversation: int | None
) -> None:
    """Store the present state of feedback and the row of its conversation."""
    connection.execute(_UPDATE, (*_values(feedback), conversation, row))


def load_feedback_page(
    connection: sqlite3.Connection, scope: Scope, type_: str, limit: int, offset: int
) -> Iterator[JoinedFeedback]:
    """Yield joined feedback of one type, newest first, then by id; each is read when it is due."""
    condition, parameters = _joined_in_scope(scope)
    sql = f"{condition} AND type = ? {_ORDER} LIMIT ? OFFSET ?"
    for found in _load(connection, sql, (*parameters, type_, limit, offset)):
        yield _with_conversation(connection, found)


def find_joined_feedback(
    connection: sqlite3.Connection, scope: Scope, id_: str
) -> JoinedFeedback | None:
    """Return the first logged feedback of a scope that has this id and is joined."""
    condition, parameters = _joined_in_scope(scope)
    # The plus keeps SQLite from reading the whole scope in the order of the rows.
    found = _first(connection, f"{condition} AND id = ? ORDER BY +row", (*parameters, id_))
    return None if found is None else _with_conversation(connection, found)


def load_feedback(connection: sqlite3.Connection, row: int) -> StoredFeedback:
    """Return the feedback in a row, which must exist."""
    (found,) = _load(connection, "row = ?", (row,))
    return found


def count_joined_feedback(connection: sqlite3.Connection, scope: Scope) -> dict[str, int]:
    """Return the number of joined feedback of a scope by type; a type may be missing."""
    condition, parameters = _joined_in_scope(scope)
    sql = f"SELECT type, count(*) FROM main.feedback WHERE {condition} GROUP BY type"  # noqa: S608 - constant
    return dict(connection.execute(sql, parameters))


def _with_conversation(connection: sqlite3.Connection, stored: StoredFeedback) -> JoinedFeedback:
    assert stored.conversation is not None  # noqa: S101 - the feedback is joined
    return JoinedFeedback(stored.feedback, load_conversation(connection, stored.conversation))


def _first(
    connection: sqlite3.Connection, condition: str, parameters: tuple[str | None, ...]
) -> StoredFeedback | None:
    return next(_load(connection, f"{condition} LIMIT 1", parameters), None)


def _load(
    connection: sqlite3.Connection, condition: str, parameters: tuple[str | int | None, ...]
) -> Iterator[StoredFeedback]:
    rows = connection.execute(f"{_SELECT} WHERE {condition}", parameters)
    for row, conversation, logged_with, *values in rows:
        feedback = FeedbackRow(**dict(zip(_COLUMNS, values, strict=True)))
        yield StoredFeedback(row, conversation, logged_with, feedback)


def _joined_in_scope(scope: Scope) -> tuple[str, tuple[str, ...]]:
    if scope.project_id is None:
        return _JOINED_OF_ORGANIZATION, (scope.organization_id,)
    return _JOINED_OF_PROJECT, (scope.organization_id, scope.project_id)
