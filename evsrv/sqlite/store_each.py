"""Storing many conversations or feedback in one transaction."""

import sqlite3
from collections.abc import Callable, Sequence
from typing import TypeVar

from evsrv.core.errors import RequestError

Sent = TypeVar("Sent")


def store_each(
    connection: sqlite3.Connection,
    batch: Sequence[Sent],
    store: Callable[[sqlite3.Connection, Sent], object],
) -> list[bool | RequestError]:
    """Store each one; return whether anything was written for it, or its refusal.

    `store` raises its refusals before it has written anything.
    """
    return [_store(connection, sent, store) for sent in batch]


def _store(
    connection: sqlite3.Connection,
    sent: Sent,
    store: Callable[[sqlite3.Connection, Sent], object],
) -> bool | RequestError:
    before = connection.total_changes
    try:
        store(connection, sent)
    except RequestError as refusal:
        return refusal
    return connection.total_changes > before
