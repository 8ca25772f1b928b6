"""`pytest tests/docs --update-docs` writes answers and generated tables into the documents."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from evsrv.cli import main


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-docs", action="store_true", help="write expected answers into the documents"
    )


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo file, which no test may change."""
    db = tmp_path_factory.mktemp("seeded") / "demo.db"
    assert CliRunner().invoke(main, ["seed", "--db", str(db)]).exit_code == 0
    return db
