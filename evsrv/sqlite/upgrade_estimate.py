"""The time and disk space that the upgrade of a file needs, told before it starts."""

import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path

from attrs import frozen

from evsrv.engine.errors import StoreError
from evsrv.sqlite.schema_versions import MigrationStep
from evsrv.sqlite.table_rebuild import Progress, TableRebuild

MIN_LONG_UPGRADE_EVENTS = 100_000
"""Files with fewer events are upgraded within a few seconds, without an announcement."""

_SPACE_FACTOR = 1.5
"""Free space needed, as a multiple of the file's size: 1.3 was measured. The file grows, the
rollback journal holds the old pages, and the largest index is sorted in a temporary file."""

_BYTES_PER_SECOND = 20_000_000
"""Measured with 1,000,000 events in 1.2 GB: 37 to 60 s on two shared cores."""

_LOGGED_PERCENT = 10

_log = logging.getLogger(__name__)


@frozen
class UpgradeEstimate:
    """The time and the space that the upgrade of a file needs."""

    path: Path
    version: int
    """The file's version before the upgrade."""
    events: int
    file_bytes: int
    steps: int
    """The total of the steps that the progress callback gets."""

    @property
    def required_bytes(self) -> int:
        """Return the free disk space needed until the upgrade ends."""
        return int(self.file_bytes * _SPACE_FACTOR)

    @property
    def seconds(self) -> float:
        """Return about how long it will take."""
        return self.file_bytes / _BYTES_PER_SECOND

    @property
    def is_long(self) -> bool:
        """Return whether the upgrade is to be announced."""
        return self.events >= MIN_LONG_UPGRADE_EVENTS


def estimate_upgrade(
    connection: sqlite3.Connection, path: Path, version: int, steps: Iterable[MigrationStep]
) -> UpgradeEstimate:
    """Estimate what these migration steps will need."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (page_bytes,) = connection.execute("PRAGMA page_size").fetchone()
    (events,) = connection.execute("SELECT count(*) FROM events").fetchone()
    return UpgradeEstimate(
        path=path,
        version=version,
        events=events,
        file_bytes=pages * page_bytes,
        steps=sum(step.count_steps(connection) for step in steps if isinstance(step, TableRebuild)),
    )


def require_space(
    estimate: UpgradeEstimate, free_bytes: Callable[[Path], int] | None = None
) -> None:
    """Raise `StoreError` if the file's disk lacks the space that the upgrade needs."""
    directory = estimate.path.resolve().parent
    free = (free_bytes or _free_bytes)(directory)
    if free < estimate.required_bytes:
        raise StoreError(
            f"{estimate.path} cannot be upgraded: {directory} has {_megabytes(free)} of free space,"
            f" and {_megabytes(estimate.required_bytes)} are needed until the upgrade ends"
        )


def log_upgrade(estimate: UpgradeEstimate) -> Progress:
    """Announce an upgrade in the log; return a callback that logs its progress."""
    announce(estimate)
    done = logged = 0

    def progress(steps: int) -> None:
        nonlocal done, logged
        done += steps
        percent = 100 * done // max(1, estimate.steps)
        if percent >= logged + _LOGGED_PERCENT:
            logged = percent - percent % _LOGGED_PERCENT
            _log.warning("%s: %d %% of the upgrade done", estimate.path, logged)

    return progress


def announce(estimate: UpgradeEstimate) -> None:
    """Log what an upgrade needs, and how to keep a copy of the file as it is."""
    _log.warning(
        "%s: upgrading %d events from version %d; this takes about %s and %s of free disk space."
        " It can be interrupted: the file then stays as it is, and"
        " `evsrv serve --backup COPY` copies it before the upgrade",
        estimate.path,
        estimate.events,
        estimate.version,
        _duration(estimate.seconds),
        _megabytes(estimate.required_bytes),
    )


def _free_bytes(directory: Path) -> int:
    return shutil.disk_usage(directory).free


def _megabytes(count: int) -> str:
    return f"{-(-count // 1_000_000):,} MB"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
