"""The background work on a copy, in steps of a few rows."""

from collections.abc import Iterable

import duckdb
from attrs import evolve

from evsrv.columnar.column import Column
from evsrv.columnar.copy import Copy
from evsrv.columnar.copy_work import Filling
from evsrv.columnar.database import STORED
from evsrv.columnar.marks import Marks, write_marks
from evsrv.columnar.progress import Progress
from evsrv.columnar.pruning import prune_step
from evsrv.columnar.stored_rows import (
    Session,
    Unfillable,
    add_columns,
    drop_columns,
    require_type,
    run,
    transaction,
    update_rows,
)
from evsrv.columnar.unsupported import Stale
from evsrv.columnar.wanted_columns import MAX_COLUMNS, WantedColumns
from evsrv.sqlite.connection import SqliteConnection
from evsrv.sqlite.row_values import ExpressionFailed
from evsrv.sqlite.rows_version import RowsVersion, read_rows_version


def advance(copy: Copy, wanted: WantedColumns, connection: SqliteConnection) -> Progress:
    """Do the next step that a copy needs, with a connection that shows the whole organization."""
    with copy.session() as session, copy.lock:
        if copy.is_closed:
            return Progress.DONE
        now = read_rows_version(connection, copy.place.dataset)
        if now.stamp != copy.version.stamp:
            return _after_changes(copy, session, connection, now)
        if now.last_row < copy.version.last_row:
            return _with_older_snapshot(copy)
        try:
            copy.require_same_history(connection, now)
        except Stale:
            return Progress.REBUILD
        if copy.version.last_row == 0 and copy.filling is None:
            # Before the rows: a column of an empty table needs no second pass.
            _begin_filling(copy, wanted, session)
        if now.last_row > copy.version.last_row:
            return _append(copy, wanted, session, connection, now)
        if copy.filling is not None:
            return _fill(copy, copy.filling, wanted, session, connection)
        return _begin_filling(copy, wanted, session)


def _with_older_snapshot(copy: Copy) -> Progress:
    """Return what follows if a copy has newer rows than the connection sees.

    A query may have appended them since the connection's transaction began. The next transaction
    sees them, unless an older state of the file was restored.
    """
    if copy.suspected == copy.version:
        return Progress.REBUILD
    copy.suspected = copy.version
    return Progress.MORE


def _after_changes(
    copy: Copy, session: Session, connection: SqliteConnection, now: RowsVersion
) -> Progress:
    if copy.version.last_row == 0:
        copy.version = evolve(now, last_row=0)
        return Progress.MORE
    return prune_step(copy, session, connection, now)


def _append(
    copy: Copy,
    wanted: WantedColumns,
    session: Session,
    connection: SqliteConnection,
    now: RowsVersion,
) -> Progress:
    try:
        copy.append_step(session, connection, now)
    except (ExpressionFailed, Unfillable):
        _drop_failing(copy, wanted, session, connection, copy.version.last_row, now.last_row)
    return Progress.MORE


def _fill(
    copy: Copy,
    filling: Filling,
    wanted: WantedColumns,
    session: Session,
    connection: SqliteConnection,
) -> Progress:
    try:
        read = copy.read(connection, filling.columns, filling.done, filling.target)
        with transaction(session):
            update_rows(session, filling.columns, read.rows, copy.projects)
    except (ExpressionFailed, Unfillable):
        _drop_failing(copy, wanted, session, connection, filling.done, filling.target)
        return Progress.MORE
    filling.done = read.last
    copy.unfolded_rows += len(read.rows)
    if filling.done >= filling.target:
        copy.finish_filling()
    return Progress.MORE


def _drop_failing(
    copy: Copy,
    wanted: WantedColumns,
    session: Session,
    connection: SqliteConnection,
    after: int,
    last: int,
) -> None:
    """Drop the columns that SQLite cannot compute for one of the next rows after a number."""
    failing = []
    for column in copy.table_columns:
        try:
            rows = copy.read(connection, [column], after, last).rows
            require_type(column, (value for _, value in rows))
        except (ExpressionFailed, Unfillable):
            failing.append(column)
            wanted.refuse(column, "SQLite cannot compute a column of its copy for every row")
    if not failing:
        # Another snapshot has no such row any more; the next step sees why.
        return
    _drop(copy, session, failing)


def _begin_filling(copy: Copy, wanted: WantedColumns, session: Session) -> Progress:
    columns = wanted.take(copy.columns)
    if not columns:
        return Progress.DONE
    if (excess := len(copy.columns) + len(columns) - MAX_COLUMNS) > 0:
        _drop(copy, session, wanted.take_least_used(copy.columns, excess))
    for column in columns:
        with transaction(session):
            add_columns(session, [column])
        # Until it is compressed, a new column takes memory for each row.
        _checkpoint(session)
    copy.filling = Filling(columns, copy.version.last_row)
    if copy.version.last_row == 0:
        copy.finish_filling()
    return Progress.MORE


def _drop(copy: Copy, session: Session, columns: Iterable[Column]) -> None:
    gone = frozenset(columns)
    with transaction(session):
        drop_columns(session, gone)
        # A column that is added again must not be read before it is filled, if the process is
        # killed meanwhile.
        copy.lose_marks(session)
    copy.columns -= gone
    if copy.filling is not None:
        left = tuple(column for column in copy.filling.columns if column not in gone)
        copy.filling = evolve(copy.filling, columns=left) if left else None
    copy.has_unsaved_marks = True


def save(copy: Copy, environment: str) -> None:
    """Write the marks of a copy's rows and columns into its file."""
    with copy.session() as session, copy.lock:
        if copy.is_closed or copy.pruning is not None:
            return
        columns, projects = tuple(copy.columns), copy.projects.ids
        marks = Marks(environment, copy.version, copy.last_id, columns, projects)
        write_marks(session, marks)
        copy.has_marks, copy.has_unsaved_marks = True, False


def fold(copy: Copy) -> None:
    """Compress the rows that were written, unless queries read older rows.

    Until then they take several times the memory.
    """
    with copy.session() as session:
        if _checkpoint(session):
            copy.unfolded_rows = 0


def _checkpoint(session: Session) -> bool:
    """Write the tables into the file; return False if queries that read older rows forbid it."""
    try:
        run(session, f"CHECKPOINT {STORED}")
    except duckdb.TransactionException:
        return False
    return True
