"""Storing feedback: new, or in place of what is stored under its id."""

import sqlite3
from operator import attrgetter

from attrs import evolve, fields

from evsrv.core.conversation import LoggedWith
from evsrv.core.errors import Forbidden
from evsrv.core.feedback_row import FeedbackRow
from evsrv.core.sent_feedback import SentFeedback
from evsrv.sqlite.feedback_join import find_conversation_of_message, find_place_of_message

COLUMNS = tuple(column.name for column in fields(FeedbackRow))
"""The columns of feedback in the order of the attributes."""
_values = attrgetter(*COLUMNS)

_SELECT = f"SELECT row, logged_with, {', '.join(COLUMNS)} FROM main.feedback"  # noqa: S608
_OF_PROJECT = f"{_SELECT} WHERE organization_id = ? AND project_id IS ? AND id = ?"
_WITHOUT_CONVERSATION = f"""
    {_SELECT} WHERE organization_id = ? AND id = ? AND conversation IS NULL
        AND (project_id IS NULL OR message_id = ? AND ?)
    ORDER BY project_id IS NULL DESC, +row LIMIT 1
"""
_INSERT = f"""
    INSERT INTO main.feedback ({", ".join(COLUMNS)}, conversation, logged_with)
    VALUES ({", ".join("?" * len(COLUMNS))}, ?, ?)
"""  # noqa: S608 - constant names
_UPDATE = f"""
    UPDATE main.feedback SET {", ".join(f"{name} = ?" for name in COLUMNS)}, conversation = ?
    WHERE row = ?
"""  # noqa: S608 - constant names

_Stored = tuple[int, LoggedWith, FeedbackRow]


def log_feedback(connection: sqlite3.Connection, sent: SentFeedback) -> FeedbackRow:
    """Store feedback inside the caller's transaction; return it as it is stored.

    Raises `Forbidden` for a web key's update of feedback that was logged with an api key.
    """
    place = None
    if sent.project_id is None:
        place = find_place_of_message(connection, sent.organization_id, sent.message_id)
        if place is not None:
            sent = evolve(sent, project_id=place[0], integration_id=place[1])
    stored = _find_in_project(connection, sent)
    if stored is None and (place is not None or sent.project_id is None):
        stored = _find_without_conversation(connection, sent, is_known=place is not None)
    if stored is None:
        feedback, conversation = _joined(connection, sent.as_new())
        connection.execute(_INSERT, (*_values(feedback), conversation, sent.logged_with))
        return feedback
    row, logged_with, before = stored
    if sent.logged_with == "web" and logged_with == "api":
        raise Forbidden("a web key cannot change feedback that was logged with an api key")
    after = sent.as_update_of(before)
    if before.project_id is None and place is not None:
        after = evolve(after, project_id=place[0], integration_id=place[1])
    after, conversation = _joined(connection, after)
    if after != before:
        connection.execute(_UPDATE, (*_values(after), conversation, row))
    return after


def _find_in_project(connection: sqlite3.Connection, sent: SentFeedback) -> _Stored | None:
    parameters = (sent.organization_id, sent.project_id, sent.id)
    return _read(connection.execute(_OF_PROJECT, parameters))


def _find_without_conversation(
    connection: sqlite3.Connection, sent: SentFeedback, *, is_known: bool
) -> _Stored | None:
    """Return an organization's feedback of an id that belongs to no conversation.

    Its message was unknown, or is unknown by now, when no project follows from it.
    """
    parameters = (sent.organization_id, sent.id, sent.message_id, not is_known)
    return _read(connection.execute(_WITHOUT_CONVERSATION, parameters))


def _read(cursor: sqlite3.Cursor) -> _Stored | None:
    found = cursor.fetchone()
    if found is None:
        return None
    row, logged_with, *values = found
    return row, logged_with, FeedbackRow(**dict(zip(COLUMNS, values, strict=True)))


def _joined(
    connection: sqlite3.Connection, feedback: FeedbackRow
) -> tuple[FeedbackRow, int | None]:
    """Return feedback with its conversation, and the row of that."""
    found = find_conversation_of_message(
        connection, feedback.organization_id, feedback.project_id, feedback.message_id
    )
    row, id_ = found or (None, None)
    return evolve(feedback, conversation_id=id_), row
