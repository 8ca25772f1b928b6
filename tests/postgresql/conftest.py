"""A PostgreSQL server for tests of statements."""

import os

import pytest


@pytest.fixture(scope="session")
def dsn() -> str:
    """Return the server's address, or skip the test."""
    found = os.environ.get("EVSRV_TEST_POSTGRES")
    if found is None:
        pytest.skip("EVSRV_TEST_POSTGRES names no server")
    return found
