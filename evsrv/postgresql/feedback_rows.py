"""Rows of feedback: found, listed with their conversations, and written.

Only the caller knows the scope; these statements run outside of the wall.
"""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

import orjson
from attrs import fields, frozen

from evsrv.core.conversation import LoggedWith
from evsrv.core.feedback_row import FeedbackRow
from evsrv.core.joined_feedback import JoinedFeedback
from evsrv.core.json_text import canonical
from evsrv.core.scope import Scope
from evsrv.postgresql.conversation_rows import load_conversations
from evsrv.postgresql.json_input import jsonb_text
from evsrv.postgresql.session import Session

_COLUMNS = tuple(column.name for column in fields(FeedbackRow))
_values = attrgetter(*_COLUMNS)
_NAMES = ", ".join(_COLUMNS)
_JSON = ("reasons", "properties", "user_properties")

_SELECT = f"SELECT number, conversation, logged_with, {_NAMES} FROM feedback"  # noqa: S608
_INSERT = f"""
    INSERT INTO feedback ({_NAMES}, conversation, logged_with)
    VALUES ({", ".join(f"${number}" for number in range(1, len(_COLUMNS) + 3))})
"""  # noqa: S608 - constant names
# Citus refuses to change the organization, even to the same one.
_UPDATE = f"""
    UPDATE feedback
    SET {
    ", ".join(
        f"{name} = ${number}"
        for number, name in enumerate(_COLUMNS, 3)
        if name != "organization_id"
    )
}, conversation = $2
    WHERE organization_id = ${_COLUMNS.index("organization_id") + 3} AND number = $1
"""  # noqa: S608 - constant names

_IN_PROJECT = "organization_id = $1 AND project_id IS NOT DISTINCT FROM $2 AND id = $3"
_WITHOUT_PROJECT = """
    organization_id = $1 AND project_id IS NULL AND id = $2 AND conversation IS NULL
"""
_WITHOUT_CONVERSATION = """
    organization_id = $1 AND id = $2 AND message_id = $3 AND conversation IS NULL ORDER BY number
"""
# The last key decides between two projects of an organization.
_ORDER = "ORDER BY created_at DESC, id, number DESC"


@frozen
class StoredFeedback:
    """Feedback in a row of the table, and the number of its conversation."""

    number: int
    conversation: int | None
    logged_with: LoggedWith
    feedback: FeedbackRow


async def find_in_project(
    connection: Session, organization: str, project: str | None, id_: str
) -> StoredFeedback | None:
    """Return the feedback of one project, or without one, that has this id."""
    return await _first(connection, _IN_PROJECT, organization, project, id_)


async def find_without_project(
    connection: Session, organization: str, id_: str
) -> StoredFeedback | None:
    """Return the feedback of an id whose project is not known yet."""
    return await _first(connection, _WITHOUT_PROJECT, organization, id_)


async def find_without_conversation(
    connection: Session, organization: str, id_: str, message_id: str
) -> StoredFeedback | None:
    """Return the first logged feedback of an id on a message that is not known any more."""
    return await _first(connection, _WITHOUT_CONVERSATION, organization, id_, message_id)


async def insert_feedback(
    connection: Session,
    feedback: FeedbackRow,
    conversation: int | None,
    logged_with: LoggedWith,
) -> None:
    """Store new feedback and the number of its conversation."""
    await connection.execute(_INSERT, *_stored(feedback), conversation, logged_with)


async def insert_many_feedback(
    connection: Session, rows: Iterable[tuple[FeedbackRow, int | None, LoggedWith]]
) -> None:
    """Store new feedback with the numbers of its conversations, in this order."""
    stored = [(*_stored(feedback), number, by) for feedback, number, by in rows]
    await connection.executemany(_INSERT, stored)


async def update_feedback(
    connection: Session, number: int, feedback: FeedbackRow, conversation: int | None
) -> None:
    """Store the present state of feedback and the number of its conversation."""
    await connection.execute(_UPDATE, number, conversation, *_stored(feedback))


async def list_joined_feedback(
    connection: Session, scope: Scope, type_: str, limit: int, offset: int
) -> Sequence[StoredFeedback]:
    """Return joined feedback of one type, newest first, then by id."""
    condition, parameters = _joined_in_scope(scope, 5)
    sql = f"{condition} AND type = $2 {_ORDER} LIMIT $3 OFFSET $4"
    return await _load(connection, sql, scope.organization_id, type_, limit, offset, *parameters)


async def find_joined_feedback(
    connection: Session, scope: Scope, id_: str
) -> JoinedFeedback | None:
    """Return the first logged feedback of a scope that has this id and is joined."""
    condition, parameters = _joined_in_scope(scope, 3)
    sql = f"{condition} AND id = $2 ORDER BY number"
    found = await _first(connection, sql, scope.organization_id, id_, *parameters)
    if found is None:
        return None
    (joined,) = await with_conversations(connection, scope, [found])
    return joined


async def count_joined_feedback(connection: Session, scope: Scope) -> dict[str, int]:
    """Return the number of joined feedback of a scope by type; a type may be missing."""
    condition, parameters = _joined_in_scope(scope, 2)
    sql = f"SELECT type, count(*) FROM feedback WHERE {condition} GROUP BY type"  # noqa: S608
    return dict(await connection.fetch(sql, scope.organization_id, *parameters))


async def with_conversations(
    connection: Session, scope: Scope, stored: Sequence[StoredFeedback]
) -> list[JoinedFeedback]:
    """Return feedback that is joined with its conversations."""
    numbers = {one.conversation for one in stored if one.conversation is not None}
    in_order = sorted(numbers)
    loaded = await load_conversations(connection, scope.organization_id, in_order)
    conversations = dict(zip(in_order, loaded, strict=True))
    return [
        JoinedFeedback(one.feedback, conversations[one.conversation])
        for one in stored
        if one.conversation is not None
    ]


async def _first(
    connection: Session, condition: str, *parameters: str | None
) -> StoredFeedback | None:
    return next(iter(await _load(connection, f"{condition} LIMIT 1", *parameters)), None)


async def _load(
    connection: Session, condition: str, *parameters: str | int | None
) -> list[StoredFeedback]:
    rows = await connection.fetch(f"{_SELECT} WHERE {condition}", *parameters)
    return [
        StoredFeedback(row["number"], row["conversation"], row["logged_with"], feedback_of_row(row))
        for row in rows
    ]


def feedback_of_row(row: Mapping[str, Any]) -> FeedbackRow:
    """Return the feedback of a row of the table."""
    columns = {name: row[name] for name in _COLUMNS}
    for name in _JSON:
        if columns[name] is not None:
            columns[name] = canonical(orjson.loads(columns[name]))
    return FeedbackRow(**columns)


def _stored(feedback: FeedbackRow) -> list[Any]:
    return [
        jsonb_text(value) if name in _JSON and value is not None else value
        for name, value in zip(_COLUMNS, _values(feedback), strict=True)
    ]


def _joined_in_scope(scope: Scope, place: int) -> tuple[str, tuple[str, ...]]:
    """Return the condition of a scope, of which `$1` is the organization, and its project."""
    joined = "organization_id = $1 AND conversation IS NOT NULL"
    if scope.project_id is None:
        return joined, ()
    return f"{joined} AND project_id = ${place}", (scope.project_id,)
