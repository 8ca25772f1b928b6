"""Repeating a transaction that lost against another one."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from evsrv.postgresql.errors import LostConflict

T = TypeVar("T")

MAX_ATTEMPTS = 5
"""Of a transaction that loses against others, as in a deadlock."""


async def repeat_lost(transaction: Callable[[], Awaitable[T]]) -> T:
    """Run a transaction, again if it loses; raise `LostConflict` if it always does."""
    for _ in range(MAX_ATTEMPTS - 1):
        with suppress(LostConflict):
            return await transaction()
    return await transaction()
