"""Rows of conversations, messages and feedback, inserted by SQL of the tests' own."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any


def insert(connection: sqlite3.Connection, table: str, columns: Mapping[str, Any]) -> int:
    """Insert a row; return its row number."""
    names, places = ", ".join(columns), ", ".join("?" * len(columns))
    cursor = connection.execute(
        f"INSERT INTO {table} ({names}) VALUES ({places})",
        tuple(columns.values()),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def add_conversation(
    connection: sqlite3.Connection,
    name: str,
    messages: Sequence[str] = ("m",),
    **columns: Any,
) -> int:
    """Insert a conversation whose messages, of these ids, are the user's; return its row number."""
    row = insert(
        connection,
        "conversations",
        {
            "id": name,
            "organization_id": "o",
            "project_id": "p",
            "type": "openai",
            "created_at": 1000,
            "updated_at": 1000,
            "logged_at": 1000,
            "logged_with": "api",
            "user_message_count": len(messages),
            "first_message_time": 1000,
            **columns,
        },
    )
    for position, id_ in enumerate(messages):
        insert(
            connection,
            "messages",
            {
                "organization_id": columns.get("organization_id", "o"),
                "conversation": row,
                "position": position,
                "id": id_,
                "created_at": 1000 + position,
                "updated_at": 1000 + position,
                "role": "user",
                "content": '"hello"',
            },
        )
    return row


def add_feedback(connection: sqlite3.Connection, name: str, **columns: Any) -> int:
    """Insert feedback; return its row number."""
    return insert(
        connection,
        "feedback",
        {
            "id": name,
            "organization_id": "o",
            "project_id": "p",
            "type": "positive",
            "message_id": "m",
            "created_at": 1000,
            "logged_with": "web",
            **columns,
        },
    )


def ids_by_table(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """Return the ids in each of the three tables."""
    return {
        table: {id_ for (id_,) in connection.execute(f"SELECT id FROM {table}")}
        for table in ("conversations", "messages", "feedback")
    }
