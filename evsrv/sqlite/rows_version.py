"""The version of the rows that a copy of a dataset is made of."""

import sqlite3

from attrs import frozen

from evsrv.core.datasets import Dataset
from evsrv.sqlite.connection import SqliteConnection


@frozen
class RowsVersion:
    """A state of the rows of a dataset.

    Two states of one stamp differ by rows at the end alone, unless a backup was restored: then the
    last row that both have tells them apart.
    """

    last_row: int
    """The number of the last row; no row gets a number twice."""
    stamp: str
    """Random, and another one after each change of a row, and after each deletion."""
    revision: int
    changes: int
    """How many of the revisions are not deletions."""

    def differs_by_deletions(self, since: "RowsVersion") -> bool:
        """Return whether all that was done to older rows since a version are deletions."""
        return self.revision > since.revision and self.changes == since.changes


def read_rows_version(connection: SqliteConnection, dataset: Dataset) -> RowsVersion:
    """Return the version that a connection sees; the tenant guard is bypassed for it."""
    last_row = f"(SELECT ifnull(max(row), 0) FROM main.{dataset.name})"  # noqa: S608
    with connection.bypass_guard():
        if dataset.appends_only:
            found = connection.execute(
                f"SELECT {last_row}, stamp, number, changes FROM main.revisions"  # noqa: S608
            )
        else:
            # Each of its revisions may be a change.
            found = connection.execute(
                f"SELECT {last_row}, stamp, number, number FROM main.dataset_revisions"  # noqa: S608
                " WHERE dataset = ?",
                (dataset.name,),
            )
        return RowsVersion(*found.fetchone())


def read_row_id(connection: sqlite3.Connection, dataset: Dataset, row: int) -> str | None:
    """Return the id of a row of any organization, past the tenant guard; None if it is gone."""
    query = f"SELECT id FROM main.{dataset.name} WHERE row = ?"  # noqa: S608 - constant name
    if isinstance(connection, SqliteConnection):
        with connection.bypass_guard():
            found = connection.execute(query, (row,)).fetchone()
    else:
        found = connection.execute(query, (row,)).fetchone()
    return None if found is None else str(found[0])
