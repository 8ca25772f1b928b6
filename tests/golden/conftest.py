"""`pytest tests/golden --update-goldens` writes the .sql files anew; review what git then shows."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens", action="store_true", help="write the golden .sql files anew"
    )


@pytest.fixture
def update_goldens(pytestconfig: pytest.Config) -> bool:
    return bool(pytestconfig.getoption("--update-goldens", default=False))
