"""Files as older versions of evsrv left them."""

import gzip
import shutil
import sqlite3
from contextlib import closing
from itertools import chain
from pathlib import Path

from evsrv.sqlite.migrations import APPLICATION_ID
from evsrv.sqlite.schema_versions import MIGRATIONS

VERSION_4 = Path(__file__).parent / "data" / "version_4.db.gz"
"""A file that version 4 made, through its commands: two organizations with events of two projects
and of none, among them events with one id; pruned events; a deleted last event; three keys, one of
them revoked; two promoted paths, one that was demoted, and one that was just claimed."""

API_KEY = "evsrv_api_G5yjlP3gPgwIE-K7jQhNK0cvJvabJACpYiN9vQWFE_k"
"""The secret of its key for the organization `acme`."""


def unpack_version_4(path: Path) -> None:
    with gzip.open(VERSION_4) as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file)


def multiply_events(path: Path, times: int) -> None:
    """Store each event again and again, with further ids; in a file of version 4."""
    with closing(sqlite3.connect(path)) as connection, connection:
        columns = [
            name
            for (name,) in connection.execute("SELECT name FROM pragma_table_info('events')")
            if name not in ("row", "id") and not name.startswith("promoted_2")
        ]
        names = ", ".join(columns)
        connection.execute(
            f"""
            WITH RECURSIVE copies (copy) AS (
                SELECT 1 UNION ALL SELECT copy + 1 FROM copies WHERE copy < ?
            )
            INSERT INTO events (id, {names})
            SELECT id || '-' || copy, {names} FROM copies, events
            """,
            (times - 1,),
        )


def create_file(path: Path, version: int, *statements: str) -> None:
    """Create a file of an older version, whose migrations are plain statements."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in chain(*MIGRATIONS[:version], statements):
            assert isinstance(statement, str)
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version}")
