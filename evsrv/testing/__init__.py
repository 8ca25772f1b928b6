"""A pytest plugin for authors of plugins: a database, a server, and `ask`.

pytest loads it wherever evsrv is installed, so it imports nothing of evsrv before a test wants a
fixture. `docs/plugins.md` shows how to use it.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from evsrv.testing.refused import Refused

if TYPE_CHECKING:
    from evsrv.testing.application import Application
    from evsrv.testing.database import Database
    from evsrv.testing.server import Ask, Response, Server

__all__ = ["Ask", "Database", "Refused", "Response", "Server"]

_LAZY = {
    "Ask": "evsrv.testing.server",
    "Database": "evsrv.testing.database",
    "Response": "evsrv.testing.server",
    "Server": "evsrv.testing.server",
}
"""The modules of the public names that would make each run of pytest slower."""


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LAZY[name]), name)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names a folder of plugins."""
    parser.getgroup("evsrv").addoption(
        "--evsrv-plugins-dir",
        type=Path,
        metavar="DIRECTORY",
        help="Directory of plugins under test, as `evsrv serve --plugins-dir` takes it.",
    )


@pytest.fixture
def evsrv_plugins() -> Mapping[str, object]:
    """Return the plugins under test by name: modules, or objects with hooks.

    Override it to test a plugin that is neither installed nor in a folder of plugins. A given
    plugin takes the place of an installed one of the same name.
    """
    return {}


@pytest.fixture
def evsrv_plugins_dir(request: pytest.FixtureRequest) -> Path | None:
    """Return the folder of plugins under test; override it, or use `--evsrv-plugins-dir`."""
    folder: Path | None = request.config.getoption("--evsrv-plugins-dir", default=None)
    return folder


@pytest.fixture
def evsrv_config() -> str:
    """Return the text of evsrv.toml; override it for other settings than the defaults.

    `db` is always that of the test.
    """
    return ""


@pytest.fixture
def evsrv_events() -> Sequence[Mapping[str, Any]]:
    """Return the events of the database, as `POST /events` takes them; override it.

    Without that they are 1,000 events of `evsrv seed`.
    """
    from evsrv.testing.database import seeded_events

    return seeded_events()


@pytest.fixture
def _evsrv_application(
    tmp_path: Path,
    evsrv_plugins: Mapping[str, object],
    evsrv_plugins_dir: Path | None,
    evsrv_config: str,
) -> "Application":
    """Return the settings and the plugins that the database and the server share."""
    from evsrv.testing.application import Application

    return Application.load(tmp_path, evsrv_config, evsrv_plugins, evsrv_plugins_dir)


@pytest.fixture
def evsrv_database(
    _evsrv_application: "Application", evsrv_events: Sequence[Mapping[str, Any]]
) -> "Database":
    """Make a database of the test's own, with the events and a key of each kind."""
    from evsrv.testing.database import make_database

    return make_database(_evsrv_application, evsrv_events)


@pytest.fixture
def evsrv_server(
    _evsrv_application: "Application", evsrv_database: "Database"
) -> "Iterator[Server]":
    """Run a server on the database of the test, on a free port of this machine."""
    from evsrv.testing.server import Server
    from evsrv.testing.serving import serving

    with serving(_evsrv_application.make_app()) as port:
        yield Server(port, evsrv_database)


@pytest.fixture
def ask(evsrv_server: "Server") -> "Ask":
    """Return a function that asks the server a query and returns its rows.

    It raises `Refused` for a query that the server refuses.
    """
    return evsrv_server.ask
