"""`pytest tests/docs --update-docs` writes the answers into the documents instead of checking."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-docs", action="store_true", help="write the answers anew")
