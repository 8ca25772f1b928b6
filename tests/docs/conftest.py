"""`pytest tests/docs --update-docs` writes answers and generated tables into the documents."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-docs", action="store_true", help="write expected answers into the documents"
    )
