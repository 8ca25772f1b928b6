"""DuckDB, on its own copy of the rows."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import duckdb
import orjson
from attrs import frozen

from benchmark.answers import Prepared, Rows, comparable
from benchmark.questions import PARAMETERS, Question
from benchmark.rivals.compiled import column_names

_JSON = ("properties", "user_properties")
_BIG = ("created_at",)
_TUNED = {
    "user_properties ->> '$.userId'": "user_id",
    "properties ->> '$.plan'": "plan",
    "CAST(properties ->> '$.latencyMs' AS DOUBLE)": "latency_ms",
}
"""The expressions of the questions on JSON, and the names of columns that have their values."""


def make_copy(db: Path) -> Path:
    """Copy the events of a database into a DuckDB file beside it, unless that file exists."""
    path = db.with_suffix(".duckdb")
    if path.exists():
        return path
    # Under another name until it is complete, so that an interrupted run leaves no partial file.
    partial = db.with_suffix(".duckdb-partial")
    lines = db.with_suffix(".ndjson-partial")
    for left in db.parent.glob(f"{partial.name}*"):
        left.unlink()
    try:
        columns = _write_lines(db, lines)
        kinds = {
            name: "JSON" if name in _JSON else "BIGINT" if name in _BIG else "VARCHAR"
            for name in columns
        }
        with closing(duckdb.connect(str(partial))) as connection:
            connection.execute(
                "CREATE TABLE events AS SELECT * FROM read_json("
                f"?, format = 'newline_delimited', columns = {kinds})",
                [str(lines)],
            )
    finally:
        lines.unlink(missing_ok=True)
    partial.rename(path)
    return path


def make_tuned_copy(copy: Path) -> Path:
    """Copy a copy into a file that has a column for each path of the questions besides."""
    path = copy.with_suffix(".tuned.duckdb")
    if path.exists():
        return path
    partial = copy.with_suffix(".tuned-partial")
    partial.unlink(missing_ok=True)
    columns = ", ".join(f"{value} AS {name}" for value, name in _TUNED.items())
    with closing(duckdb.connect(str(partial))) as connection:
        connection.execute(f"ATTACH '{copy}' AS plain (READ_ONLY)")
        connection.execute(f"CREATE TABLE events AS SELECT *, {columns} FROM plain.events")
    partial.rename(path)
    return path


def tuned_sql(sql: str) -> str:
    """Return SQL by hand that reads the columns of a tuned copy."""
    for value, name in _TUNED.items():
        sql = sql.replace(value, name)
    return sql


def _write_lines(db: Path, path: Path) -> list[str]:
    with closing(sqlite3.connect(db)) as connection, path.open("wb") as file:
        names = [name for _, name, *_ in connection.execute("PRAGMA table_info(events)")][1:]
        for row in connection.execute(f"SELECT {', '.join(names)} FROM events ORDER BY row"):
            document = dict(zip(names, row, strict=True))
            for name in _JSON:
                if document[name] is not None:
                    document[name] = orjson.Fragment(document[name])
            file.write(orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE))
    return names


@contextmanager
def opened(path: Path, *, tuned: bool = False) -> Iterator["DuckDb"]:
    """Open a copy for reading."""
    with closing(duckdb.connect(str(path), read_only=True)) as connection:
        yield DuckDb(connection, tuned)


@frozen
class DuckDb:
    """A connection to a copy."""

    _connection: Any
    _tuned: bool

    def ask(self, question: Question) -> Prepared:
        """Prepare a question."""
        sql = tuned_sql(question.duckdb) if self._tuned else question.duckdb

        def work() -> Rows:
            return self.read(sql)

        def rows() -> Rows:
            return comparable(work(), column_names(question.body))

        return Prepared(work, rows)

    def read(self, sql: str) -> Rows:
        """Return the rows of SQL by hand."""
        parameters = {name: value for name, value in PARAMETERS.items() if f"${name}" in sql}
        found: Rows = self._connection.execute(sql, parameters).fetchall()
        return found
