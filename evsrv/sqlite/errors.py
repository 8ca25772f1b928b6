"""SQLite's result codes."""

import sqlite3

_PRIMARY_CODE = 0xFF
"""The part of an SQLite result code that its extensions have in common."""


def is_busy(error: sqlite3.Error) -> bool:
    """Return whether another connection's lock caused the error."""
    return error.sqlite_errorcode & _PRIMARY_CODE == sqlite3.SQLITE_BUSY
