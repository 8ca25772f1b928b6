"""What the store says when it cannot do what it is asked."""

import sqlite3

from evsrv.core.errors import Unprocessable

_PRIMARY_CODE = 0xFF
"""The part of an SQLite result code that its extensions have in common."""


class StoreError(Exception):
    """The database cannot be used: one sentence for whoever runs the server."""


class QueryTimeout(Unprocessable):
    """A query did not finish within its limit, the wait for a connection included."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"the query did not finish within its limit of {seconds:g} s and was stopped; "
            "narrow it, for example to a shorter createdAt range"
        )


def is_busy(error: sqlite3.Error) -> bool:
    """Tell whether another connection's lock was in the way."""
    return error.sqlite_errorcode & _PRIMARY_CODE == sqlite3.SQLITE_BUSY
