from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from support.database_file import copy_of

from columnar.copying import Copying, make_events, open_copying
from evsrv.columnar.database import open_database
from evsrv.columnar.marks import create_tables
from evsrv.columnar.stored_rows import Session


@pytest.fixture
def db(tmp_path: Path, migrated_file: Path) -> Path:
    return copy_of(migrated_file, tmp_path / "events.db")


@pytest.fixture
async def copying(db: Path) -> AsyncIterator[Copying]:
    """An engine with 40 events of an organization, and 10 of another one in between."""
    async with open_copying(db) as copying:
        await copying.engine.append(make_events(0, 20))
        await copying.engine.append(make_events(0, 10, "other"))
        await copying.engine.append(make_events(20, 20))
        yield copying


@pytest.fixture
def session() -> Iterator[Session]:
    database = open_database(None, "100MB")
    session = database.open_session()
    create_tables(session)
    yield session
    session.close()
    database.close()


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_PAUSE_SECONDS", "_REBUILD_SECONDS", "_SAVE_SECONDS"):
        monkeypatch.setattr(f"evsrv.columnar.filler.{name}", 0.01)
