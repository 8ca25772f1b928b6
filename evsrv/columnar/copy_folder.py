"""The folder with the files of a database's copies."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

SUFFIX = ".duckdb"
_LOG_SUFFIX = f"{SUFFIX}.wal"


def folder_beside(database: Path) -> Path:
    """Return the folder of copies beside a database."""
    return database.with_name(f"{database.name}.columnar")


def remove_copies(folder: Path) -> None:
    """Remove the files of all copies; a server that uses them notices it and makes others."""
    for file in _files(folder):
        file.unlink(missing_ok=True)
    with suppress(OSError):
        # Other files may be in it.
        folder.rmdir()


def count_bytes(folder: Path) -> int:
    """Return the size of all copies."""
    total = 0
    for file in _files(folder):
        with suppress(FileNotFoundError):
            total += file.stat().st_size
    return total


def _files(folder: Path) -> Iterator[Path]:
    for suffix in (SUFFIX, _LOG_SUFFIX):
        yield from folder.glob(f"*{suffix}")
