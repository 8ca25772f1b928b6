"""Reading feedback with the conversations that it belongs to.

The tables are named with their schema, since `feedback` is a tenant's view on a guarded connection.
Only the caller knows the scope; it bypasses the guard.
"""

import sqlite3
from collections.abc import Iterator

from evsrv.core.feedback_row import FeedbackRow
from evsrv.core.joined_feedback import JoinedFeedback
from evsrv.core.scope import Scope
from evsrv.sqlite.conversation_rows import load_conversation
from evsrv.sqlite.feedback import COLUMNS

_SELECT = f"SELECT conversation, {', '.join(COLUMNS)} FROM main.feedback"  # noqa: S608
_OF_ORGANIZATION = "organization_id = ? AND conversation IS NOT NULL"
_OF_PROJECT = f"{_OF_ORGANIZATION} AND project_id = ?"
# The last key decides between two projects of an organization.
_ORDER = "ORDER BY created_at DESC, id, row DESC"


def load_feedback_page(
    connection: sqlite3.Connection, scope: Scope, type_: str, limit: int, offset: int
) -> Iterator[JoinedFeedback]:
    """Yield joined feedback of one type, newest first, then by id; each is read when it is due."""
    condition, parameters = _in_scope(scope)
    sql = f"{_SELECT} WHERE {condition} AND type = ? {_ORDER} LIMIT ? OFFSET ?"
    return _load(connection, sql, (*parameters, type_, limit, offset))


def find_feedback(connection: sqlite3.Connection, scope: Scope, id_: str) -> JoinedFeedback | None:
    """Return the first logged feedback of a scope that has this id and is joined."""
    condition, parameters = _in_scope(scope)
    # The plus keeps SQLite from reading the whole scope in the order of the rows.
    sql = f"{_SELECT} WHERE {condition} AND id = ? ORDER BY +row LIMIT 1"
    return next(_load(connection, sql, (*parameters, id_)), None)


def count_feedback(connection: sqlite3.Connection, scope: Scope) -> dict[str, int]:
    """Return the number of joined feedback of a scope by type; a type may be missing."""
    condition, parameters = _in_scope(scope)
    sql = f"SELECT type, count(*) FROM main.feedback WHERE {condition} GROUP BY type"  # noqa: S608 - constant
    return dict(connection.execute(sql, parameters))


def _load(
    connection: sqlite3.Connection, sql: str, parameters: tuple[str | int, ...]
) -> Iterator[JoinedFeedback]:
    for conversation, *values in connection.execute(sql, parameters):
        feedback = FeedbackRow(**dict(zip(COLUMNS, values, strict=True)))
        yield JoinedFeedback(feedback, load_conversation(connection, conversation))


def _in_scope(scope: Scope) -> tuple[str, tuple[str, ...]]:
    if scope.project_id is None:
        return _OF_ORGANIZATION, (scope.organization_id,)
    return _OF_PROJECT, (scope.organization_id, scope.project_id)
