"""The engines that tests run on: SQLite, and in some folders PostgreSQL too.

A folder's conftest.py calls `on_every_engine` for its tests that have a server.
"""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import pytest

from evsrv.core.dsn import Dsn
from evsrv.plugin.renderings import POSTGRESQL, SQLITE
from support.citus import is_citus
from support.database_file import copy_of
from support.postgres import MakeMigrated

DATABASE_ENGINE = "database_engine"
SQLITE_ALONE = "--sqlite-alone"
"""The option of pytest that makes no tests on PostgreSQL, of which thousands would be skipped."""
_SQLITE_ONLY = "sqlite_only"

MakeDatabase: TypeAlias = Callable[[str], Path | Dsn]
"""Type of functions that make a database of a name and return what the settings call it."""


@pytest.fixture(scope="session")
def database_engine(request: pytest.FixtureRequest) -> str:
    """Return the name of the engine that the test's servers use."""
    return str(getattr(request, "param", SQLITE))


def needs_terms(*names: str) -> pytest.MarkDecorator:
    """Return the mark of a test that needs terms that PostgreSQL does not have."""
    return pytest.mark.sqlite_only(f"PostgreSQL has no {' or '.join(names)}")


def on_every_engine(metafunc: pytest.Metafunc) -> None:
    """Run a test that has a server once on each engine."""
    if DATABASE_ENGINE in metafunc.fixturenames:
        if metafunc.config.getoption(SQLITE_ALONE):
            engines: tuple[str, ...] = (SQLITE,)
        else:
            engines = (POSTGRESQL,) if is_citus() else (SQLITE, POSTGRESQL)
        # The session's servers of one engine serve all its tests, then come those of the next one.
        metafunc.parametrize(DATABASE_ENGINE, engines, indirect=True, scope="session")


def register_markers(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{_SQLITE_ONLY}(reason): a test that SQLite alone can pass")


def skip_tests_of_other_engines(items: Iterable[pytest.Item]) -> None:
    """Skip on the other engines what is marked with the reason why SQLite alone can pass it."""
    for item in items:
        mark = item.get_closest_marker(_SQLITE_ONLY)
        if mark is not None and _engine_of(item) == POSTGRESQL:
            item.add_marker(pytest.mark.skip(reason=mark.args[0]))


def keep_tests_of_cluster(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the tests without a PostgreSQL database, if the tests run on a cluster."""
    if not is_citus():
        return
    kept = [item for item in items if _uses_postgresql(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _uses_postgresql(item: pytest.Item) -> bool:
    fixtures = {"postgres_server", "own_postgres"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or _engine_of(item) == POSTGRESQL


def _engine_of(item: pytest.Item) -> str:
    callspec = getattr(item, "callspec", None)
    return SQLITE if callspec is None else callspec.params.get(DATABASE_ENGINE, SQLITE)


def new_databases(
    engine: str, request: pytest.FixtureRequest, folder: Path, databases: ExitStack
) -> MakeDatabase:
    """Return a function that makes databases, until the stack is closed."""
    if engine == SQLITE:
        template = request.getfixturevalue("migrated_file")
        return lambda name: copy_of(template, folder / f"{name}.db")
    # At once: what a fixture asks for while it is set up ends after it.
    make_migrated: MakeMigrated = request.getfixturevalue("migrated_databases")
    return lambda _: databases.enter_context(make_migrated())
