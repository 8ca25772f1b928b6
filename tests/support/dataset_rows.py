"""Conversations and feedback inserted directly into a database, as queries see them."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from evsrv.core.datasets import CONVERSATIONS, FEEDBACK, Dataset
from evsrv.core.json_text import canonical
from evsrv.core.kinds import Kind
from evsrv.core.timestamps import parse_timestamp

INSTANT = "2026-03-02T10:15:00.000Z"
_JSON = Kind.DOCUMENT | Kind.ARRAY
_TENANT = {"organizationId": "acme", "projectId": "site"}
_DEFAULTS: Mapping[Dataset, Mapping[str, Any]] = {
    CONVERSATIONS: {
        **_TENANT,
        "type": "openai",
        "userMessageCount": 1,
        "firstMessageTime": INSTANT,
    },
    FEEDBACK: {**_TENANT, "type": "positive", "messageId": "m", "createdAt": INSTANT},
}
_FURTHER: Mapping[Dataset, Mapping[str, Any]] = {
    CONVERSATIONS: {"created_at": 0, "updated_at": 0, "logged_at": 0, "logged_with": "api"},
    FEEDBACK: {"logged_with": "api"},
}
"""The columns that no query sees and that may not be null."""


JSON_COLUMNS = frozenset(
    field.column
    for dataset in (CONVERSATIONS, FEEDBACK)
    for field in dataset.fields.values()
    if field.kind in _JSON
)


def columns_of(dataset: Dataset, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a row that is given by its fields."""
    return {
        **_FURTHER[dataset],
        **{
            dataset.fields[name].column: _stored(dataset.fields[name].kind, value)
            for name, value in {**_DEFAULTS[dataset], **row}.items()
        },
    }


def insert(connection: sqlite3.Connection, dataset: Dataset, rows: Iterable[Any]) -> None:
    """Insert rows given by their fields; those that are left out are null or a default."""
    for row in rows:
        columns = columns_of(dataset, row)
        connection.execute(
            f"INSERT INTO {dataset.name} ({', '.join(columns)})"
            f" VALUES ({', '.join('?' * len(columns))})",
            tuple(columns.values()),
        )


def insert_into(db: Path, dataset: Dataset, rows: Iterable[Any]) -> None:
    """Insert rows into a file that a server may be using."""
    with closing(sqlite3.connect(db)) as connection, connection:
        insert(connection, dataset, rows)


def read_rows(path: Path) -> list[Any]:
    """Read a file of rows."""
    rows: list[Any] = json.loads(path.read_text("utf-8"))
    return rows


def _stored(kind: Kind, value: Any) -> Any:
    if value is None:
        return None
    if kind is Kind.TIME:
        return parse_timestamp(value)
    return canonical(value) if kind in _JSON else value
