"""Upgrading the file of an older version before a command opens it."""

import sys
from contextlib import ExitStack
from pathlib import Path

from evsrv.cli.progress import progress
from evsrv.sqlite.maintenance.backup import back_up
from evsrv.sqlite.opening import needs_upgrade, upgrade_file
from evsrv.sqlite.table_rebuild import Progress
from evsrv.sqlite.upgrade_estimate import UpgradeEstimate, announce, log_upgrade


def upgrade(db: Path, backup: Path | None = None) -> None:
    """Upgrade the file if it has an older version; first copy it to `backup` if given.

    Raises `StoreError` if either cannot be done; the file then stays as it is.
    """
    if not needs_upgrade(db):
        return
    if backup is not None:
        with progress("Copying", db.stat().st_size) as done:
            back_up(db, backup, done=done)
    with ExitStack() as closed:

        def start(estimate: UpgradeEstimate) -> Progress:
            if not sys.stderr.isatty():
                return log_upgrade(estimate)
            announce(estimate)
            return closed.enter_context(progress("Upgrading", estimate.steps))

        upgrade_file(db, start)
