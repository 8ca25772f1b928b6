"""Removing rows from a copy that were deleted from the database."""

from attrs import evolve

from evsrv.columnar.copy import Copy
from evsrv.columnar.copy_work import Pruning
from evsrv.columnar.progress import Progress
from evsrv.columnar.stored_rows import Session, keep_only, transaction
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.row_values import MAX_SCANNED_ROWS, read_row_numbers
from evsrv.sqlite.rows_version import RowsVersion

_NO_STAMP = ""
"""No version of a database has it, so no query reads a copy that is being pruned."""


def prune_step(
    copy: Copy, session: Session, connection: SqliteConnection, now: RowsVersion
) -> Progress:
    """Remove the rows of the next range that the connection does not show any more."""
    pruning = copy.pruning
    if not now.differs_by_deletions(copy.version if pruning is None else pruning.since):
        return Progress.REBUILD
    if pruning is None:
        # A restored backup may have the version of the marks, and rows that are removed here.
        copy.lose_marks(session)
        pruning = copy.pruning = Pruning(copy.version, now)
        copy.version = evolve(copy.version, stamp=_NO_STAMP)
    last = min(pruning.done + MAX_SCANNED_ROWS, copy.version.last_row)
    numbers = read_row_numbers(connection, copy.place.dataset, pruning.done, last)
    with transaction(session):
        left = keep_only(session, pruning.done, last, numbers)
    if left != len(numbers):
        return Progress.REBUILD
    pruning.done = last
    if last < copy.version.last_row:
        return Progress.MORE
    if now.stamp == pruning.found.stamp:
        copy.pruning = None
        copy.forget_versions()
        # The last rows may be among those that were deleted.
        copy.set_version(connection, evolve(now, last_row=min(last, now.last_row)))
        return Progress.MORE
    # Rows of the first ranges may have been deleted meanwhile.
    pruning.found, pruning.done = now, 0
    return Progress.LATER
