"""The size of the database without its free pages."""

import sqlite3


def read_used_bytes(connection: sqlite3.Connection) -> int:
    """Return the bytes of the pages in use.

    The file itself does not shrink when events are deleted; new ones use its free pages first.
    """
    (used,) = connection.execute(
        """
        SELECT (page_count - freelist_count) * page_size
        FROM pragma_page_count, pragma_freelist_count, pragma_page_size
        """
    ).fetchone()
    return int(used)
