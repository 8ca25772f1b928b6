"""`pytest tests/golden --update-goldens` rewrites the .sql files; review what git then shows."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="rewrite the golden .sql files")


@pytest.fixture
def update_goldens(pytestconfig: pytest.Config) -> bool:
    return bool(pytestconfig.getoption("--update-goldens", default=False))
