"""Rows of conversations and their messages: loaded as a whole, and written where they changed.

Only the caller knows the scope; these statements run outside of the wall.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any

import orjson
from attrs import fields

from evsrv.core.conversation import Conversation
from evsrv.core.json_text import canonical
from evsrv.core.message import Message
from evsrv.core.scope import Scope
from evsrv.postgresql.json_input import is_storable, jsonb_text
from evsrv.postgresql.session import Session

_COLUMNS = tuple(column.name for column in fields(Conversation) if column.name != "messages")
_JSON = ("properties", "user_properties", "tags")
_WRITTEN = (*_COLUMNS, "user_message_count", "first_message_time")
_values = attrgetter(*_WRITTEN)
_MESSAGE_COLUMNS = tuple(column.name for column in fields(Message))
_message_values = attrgetter(*_MESSAGE_COLUMNS)

_SELECT = f"SELECT number, {', '.join(_COLUMNS)} FROM conversations"  # noqa: S608
_SELECT_MESSAGES = f"""
    SELECT conversation, {", ".join(_MESSAGE_COLUMNS)} FROM messages
    WHERE organization_id = $1 AND conversation = ANY ($2) ORDER BY conversation, position
"""  # noqa: S608 - constant names
_INSERT = f"""
    INSERT INTO conversations ({", ".join(_WRITTEN)})
    VALUES ({", ".join(f"${number}" for number in range(1, len(_WRITTEN) + 1))})
    RETURNING number
"""  # noqa: S608 - constant names
_INSERT_NUMBERED = f"""
    INSERT INTO conversations (number, {", ".join(_WRITTEN)})
    VALUES ({", ".join(f"${number}" for number in range(1, len(_WRITTEN) + 2))})
"""  # noqa: S608 - constant names
_NEXT_NUMBERS = """
    SELECT nextval(pg_get_serial_sequence('conversations', 'number'))
    FROM generate_series(1, $1::bigint)
"""
_PUT_MESSAGE = f"""
    INSERT INTO messages (organization_id, conversation, position, {", ".join(_MESSAGE_COLUMNS)})
    VALUES ({", ".join(f"${number}" for number in range(1, len(_MESSAGE_COLUMNS) + 4))})
    ON CONFLICT (organization_id, conversation, position) DO UPDATE SET
        {", ".join(f"{name} = excluded.{name}" for name in _MESSAGE_COLUMNS)}
"""  # noqa: S608 - constant names
_DELETE_MESSAGES = """
    DELETE FROM messages WHERE organization_id = $1 AND conversation = $2 AND position >= $3
"""
# The last key decides between two projects of an organization.
_PAGE = "ORDER BY created_at DESC, id, number DESC LIMIT $2 OFFSET $3"


async def load_conversation(connection: Session, organization: str, number: int) -> Conversation:
    """Return the conversation of a number, which must exist."""
    (found,) = await load_conversations(connection, organization, [number])
    return found


async def load_conversations(
    connection: Session, organization: str, numbers: Sequence[int]
) -> Sequence[Conversation]:
    """Return the conversations of these numbers, which must exist, in their order."""
    rows = await connection.fetch(
        f"{_SELECT} WHERE organization_id = $1 AND number = ANY ($2)", organization, numbers
    )
    messages: Mapping[int, list[Message]] = defaultdict(list)
    for number, *values in await connection.fetch(_SELECT_MESSAGES, organization, numbers):
        messages[number].append(Message(**dict(zip(_MESSAGE_COLUMNS, values, strict=True))))
    found = {row["number"]: _conversation(row, messages[row["number"]]) for row in rows}
    return [found[number] for number in numbers]


async def list_numbers(connection: Session, scope: Scope, limit: int, offset: int) -> Sequence[int]:
    """Return the numbers of a page of conversations, newest first, then by id."""
    condition, parameters = _in_scope(scope, 4)
    rows = await connection.fetch(
        f"SELECT number FROM conversations WHERE {condition} {_PAGE}",  # noqa: S608 - constant
        scope.organization_id,
        limit,
        offset,
        *parameters,
    )
    return [number for (number,) in rows]


async def count_conversations(connection: Session, scope: Scope) -> int:
    """Return the number of conversations of a scope."""
    condition, parameters = _in_scope(scope, 2)
    sql = f"SELECT count(*) FROM conversations WHERE {condition}"  # noqa: S608 - constant
    return int(await connection.fetchval(sql, scope.organization_id, *parameters))


async def find_in_scope(connection: Session, scope: Scope, column: str, value: str) -> int | None:
    """Return the number of the first logged conversation of a scope that has this id.

    `column` is `id` or `external_id`.
    """
    if not is_storable(value):
        return None
    condition, parameters = _in_scope(scope, 3)
    sql = f"""
        SELECT min(number) FROM conversations WHERE {condition} AND {column} = $2
    """  # noqa: S608 - constant names
    found: int | None = await connection.fetchval(sql, scope.organization_id, value, *parameters)
    return found


async def find_in_project(
    connection: Session, organization: str, project: str | None, column: str, value: str
) -> int | None:
    """Return the number of the conversation of one project, or without one, that has this id.

    `column` is `id` or `external_id`.
    """
    sql = f"""
        SELECT number FROM conversations
        WHERE organization_id = $1 AND project_id IS NOT DISTINCT FROM $2 AND {column} = $3
    """  # noqa: S608 - constant names
    found: int | None = await connection.fetchval(sql, organization, project, value)
    return found


async def insert_conversation(connection: Session, conversation: Conversation) -> int:
    """Store a new conversation; return its number."""
    number = int(await connection.fetchval(_INSERT, *_stored(conversation).values()))
    await _put_messages(connection, number, (), conversation)
    return number


async def insert_conversations(connection: Session, new: Sequence[Conversation]) -> None:
    """Store many new conversations, with numbers in their order."""
    numbers = [number for (number,) in await connection.fetch(_NEXT_NUMBERS, len(new))]
    numbered = list(zip(sorted(numbers), new, strict=True))
    await connection.executemany(
        _INSERT_NUMBERED, [(number, *_stored(one).values()) for number, one in numbered]
    )
    messages = (_changed_messages(number, (), one) for number, one in numbered)
    await connection.executemany(_PUT_MESSAGE, [*chain.from_iterable(messages)])


async def update_conversation(
    connection: Session, number: int, before: Conversation, after: Conversation
) -> None:
    """Store the present state of a conversation, which is another one than before.

    Only columns and messages that changed are written: each column has indexes to keep.
    """
    old = _stored(before)
    changed = {name: value for name, value in _stored(after).items() if value != old[name]}
    if changed:
        columns = ", ".join(f"{name} = ${place}" for place, name in enumerate(changed, 3))
        await connection.execute(
            f"UPDATE conversations SET {columns} WHERE organization_id = $1 AND number = $2",  # noqa: S608
            after.organization_id,
            number,
            *changed.values(),
        )
    await _put_messages(connection, number, before.messages, after)


async def delete_conversation(connection: Session, organization: str, number: int) -> None:
    """Delete a conversation with its messages and the feedback that is joined to it."""
    await connection.execute(
        "DELETE FROM conversations WHERE organization_id = $1 AND number = $2",
        organization,
        number,
    )


async def _put_messages(
    connection: Session, number: int, before: tuple[Message, ...], after: Conversation
) -> None:
    if changed := _changed_messages(number, before, after):
        await connection.executemany(_PUT_MESSAGE, changed)
    if len(before) > len(after.messages):
        await connection.execute(
            _DELETE_MESSAGES, after.organization_id, number, len(after.messages)
        )


def _changed_messages(
    number: int, before: tuple[Message, ...], after: Conversation
) -> list[Sequence[Any]]:
    """Return the parameters of `_PUT_MESSAGE` for each message that is another one than before."""
    return [
        (after.organization_id, number, position, *_message_values(message))
        for position, message in enumerate(after.messages)
        if position >= len(before) or before[position] != message
    ]


def _stored(conversation: Conversation) -> dict[str, Any]:
    """Return the columns of a conversation."""
    columns = dict(zip(_WRITTEN, _values(conversation), strict=True))
    for name in _JSON:
        columns[name] = None if columns[name] is None else jsonb_text(columns[name])
    return columns


def _conversation(row: Mapping[str, Any], messages: Sequence[Message]) -> Conversation:
    columns = {name: row[name] for name in _COLUMNS}
    for name in _JSON:
        if columns[name] is not None:
            columns[name] = canonical(orjson.loads(columns[name]))
    return Conversation(**columns, messages=tuple(messages))


def _in_scope(scope: Scope, place: int) -> tuple[str, tuple[str, ...]]:
    """Return the condition of a scope, of which `$1` is the organization, and its project."""
    if scope.project_id is None:
        return "organization_id = $1", ()
    return f"organization_id = $1 AND project_id = ${place}", (scope.project_id,)
