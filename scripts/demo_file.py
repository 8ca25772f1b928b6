"""The file of the demo: 90 days of events, conversations and feedback up to now."""

import os
import sqlite3
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from evsrv.cli.progress import note, progress
from evsrv.cli.seed import store_documents
from evsrv.core.scope import Scope
from evsrv.seeding import generate

DEMO = Path("demo-recent.db")
SCOPE = Scope("demo", "demo")
DAYS = 90
LOG_SUFFIXES = ("-wal", "-shm", "-journal")


def make_demo(events: int) -> None:
    """Make the file, under another name until it is complete, so that a crash leaves no part."""
    if DEMO.exists():
        require_unused()
    for left in Path().glob("demo-*.partial.db"):
        owner = left.name.removeprefix("demo-").removesuffix(".partial.db")
        if not (owner.isdigit() and is_running(int(owner))):
            delete_database(left)
    incomplete = Path(f"demo-{os.getpid()}.partial.db")
    try:
        fill(incomplete, events)
        if DEMO.exists():
            require_unused()
            delete_database(DEMO)
        # A log without its file belongs to a deleted database.
        for suffix in LOG_SUFFIXES:
            Path(f"{DEMO}{suffix}").unlink(missing_ok=True)
        if not DEMO.exists():  # made by another start in the meantime
            incomplete.rename(DEMO)
    finally:
        delete_database(incomplete)


def fill(file: Path, events: int) -> None:
    """Store the events of the days up to now."""
    label = f"Making {DEMO}"
    started = time.monotonic()
    if not sys.stderr.isatty():
        note(f"{label} ...")
    documents = generate(events=events, days=DAYS, seed=1, until=datetime.now(UTC))
    with progress(label, events) as done:
        store_documents(file, documents, SCOPE, done)
    # Moves the content of the write-ahead log into the file before the file gets its name.
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    note(f"{label}: done in {time.monotonic() - started:.0f} s")


def require_unused() -> None:
    """End if a server has the file open.

    A process that closes the demo deletes its log, by its name, which may be that of a new demo.
    """
    try:
        with closing(sqlite3.connect(DEMO, timeout=0)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            fail(f"{DEMO} is in use; stop its server first")


def delete_database(file: Path) -> None:
    for suffix in ("", *LOG_SUFFIXES):
        Path(f"{file}{suffix}").unlink(missing_ok=True)


def is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # of another user
    return True


def fail(message: str) -> NoReturn:
    sys.exit(f"serve: {message}")
