"""Database files for tests that are not about making one."""

import shutil
from pathlib import Path

import pytest

from evsrv.sqlite.connections import prepare_nothing
from evsrv.sqlite.opening import open_writer


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of this version without rows, which no test may open."""
    path = tmp_path_factory.mktemp("migrated") / "empty.db"
    open_writer(path, prepare_nothing).close()
    return path


def copy_of(migrated_file: Path, path: Path) -> Path:
    """Copy the file to a path; to make one takes ten writes to the disk that wait for it."""
    assert not path.exists()
    return Path(shutil.copyfile(migrated_file, path))
