"""Copying a table into a new one of the same name, for changes that SQLite cannot make in place."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from attrs import frozen

Progress = Callable[[int], None]
"""Called with the number of steps done since the last call."""

_MAX_COPIED_ROWS = 10_000
"""Between two calls of the progress callback."""

_COPY_STEPS = 5
"""A row is copied in the time in which five indexes get it."""

_CREATED = re.compile(r"CREATE (?:UNIQUE )?(INDEX|TRIGGER) (\w+)")


def ignore_progress(_steps: int) -> None:
    """Accept progress without showing it."""


@frozen
class TableRebuild:
    """A migration step, run inside a transaction. Rows keep their rowids.

    Columns, indexes and triggers that the file has beside those of its version, such as the ones
    of promoted paths, are carried over.
    """

    table: str
    create: str
    objects: tuple[str, ...] = ()
    """The statements that create indexes and triggers."""

    def count_steps(self, connection: sqlite3.Connection) -> int:
        """Return the sum of what `run` will report, for the copy and for each index."""
        (rows,) = connection.execute(f"SELECT count(*) FROM {self.table}").fetchone()  # noqa: S608
        return int(rows) * (_COPY_STEPS + sum(map(_is_index, self._all_objects(connection))))

    def run(self, connection: sqlite3.Connection, progress: Progress = ignore_progress) -> None:
        """Rebuild the table."""
        old = f"{self.table}_before"
        columns = _columns(connection, self.table)
        objects = self._all_objects(connection)
        for type_, name, _ in _objects(connection, self.table):
            # The new table needs the names, and the copy can use the pages of the indexes.
            connection.execute(f'DROP {type_} "{name}"')
        # Otherwise views and other tables' triggers would follow the old table.
        with _switched_on(connection, "legacy_alter_table"):
            connection.execute(f"ALTER TABLE {self.table} RENAME TO {old}")
        connection.execute(self.create)
        new = _columns(connection, self.table)
        for name, type_ in columns.items():
            if name not in new:
                connection.execute(f"ALTER TABLE {self.table} ADD COLUMN {name} {type_}")
        # A row that was damaged by hand stays: `evsrv check` names it, and the server starts.
        with _switched_on(connection, "ignore_check_constraints"):
            rows = _copy(connection, old, self.table, ", ".join(columns), progress)
        connection.execute(f"DROP TABLE {old}")
        for statement in objects:
            connection.execute(statement)
            if _is_index(statement):
                progress(rows)

    def _all_objects(self, connection: sqlite3.Connection) -> tuple[str, ...]:
        """Return the statements for all indexes and triggers of the new table, in their order."""
        named = {found.groups() for found in map(_CREATED.search, self.objects) if found}
        carried = (
            statement
            for type_, name, statement in _objects(connection, self.table)
            if (type_.upper(), name) not in named
        )
        return (*self.objects, *carried)


@contextmanager
def _switched_on(connection: sqlite3.Connection, pragma: str) -> Iterator[None]:
    connection.execute(f"PRAGMA {pragma} = ON")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA {pragma} = OFF")


def _is_index(statement: str) -> bool:
    found = _CREATED.search(statement)
    return found is not None and found[1] == "INDEX"


def _columns(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """Return the types of a table's columns by their names, without a name of the rowid."""
    rows = connection.execute(
        "SELECT name, type FROM pragma_table_info(?) WHERE NOT (pk AND type = 'INTEGER')", (table,)
    )
    return dict(rows.fetchall())


def _objects(connection: sqlite3.Connection, table: str) -> list[tuple[str, str, str]]:
    """Return type, name and statement of the indexes and triggers that statements created."""
    return connection.execute(
        """
        SELECT type, name, sql FROM sqlite_schema
        WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY rowid
        """,
        (table,),
    ).fetchall()


def _copy(
    connection: sqlite3.Connection, source: str, to: str, columns: str, progress: Progress
) -> int:
    """Copy the rows in the order of their rowids; return how many there are."""
    (last,) = connection.execute(f"SELECT min(rowid) - 1 FROM {source}").fetchone()  # noqa: S608
    rows = 0
    while last is not None:
        copied = connection.execute(
            f"""
            INSERT INTO {to} (rowid, {columns}) SELECT rowid, {columns} FROM {source}
            WHERE rowid > ? ORDER BY rowid LIMIT {_MAX_COPIED_ROWS}
            """,  # noqa: S608 - names from the schema
            (last,),
        ).rowcount
        rows += copied
        progress(copied * _COPY_STEPS)
        if copied < _MAX_COPIED_ROWS:
            break
        (last,) = connection.execute(f"SELECT max(rowid) FROM {to}").fetchone()  # noqa: S608
    return rows
