"""`pytest tests/docs --update-docs` writes the answers into the documents instead of checking."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from evsrv.cli import main


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-docs", action="store_true", help="write the answers anew")


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo file, which no test may change."""
    db = tmp_path_factory.mktemp("seeded") / "demo.db"
    assert CliRunner().invoke(main, ["seed", "--db", str(db)]).exit_code == 0
    return db
