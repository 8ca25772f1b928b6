"""The packages of extras: a server starts without them, and without a wait for their import."""

import subprocess
import sys

import pytest

_OPTIONAL = ("asyncpg", "duckdb", "prometheus_client", "pyarrow")


def run(program: str) -> str:
    """Run a program in a new process and return its output."""
    return subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout


@pytest.mark.parametrize("name", _OPTIONAL)
def test_commands_and_application_are_imported_without_package(name: str) -> None:
    hidden = f"import sys; sys.modules[{name!r}] = None"
    assert run(f"{hidden}; import evsrv.cli, evsrv.app; print('imported')") == "imported\n"


@pytest.mark.parametrize("name", ["duckdb", "pyarrow", "markdown_it", "evsrv.columnar.copies"])
def test_application_is_imported_without_import_of_module(name: str) -> None:
    assert run(f"import evsrv.app, sys; print({name!r} in sys.modules)") == "False\n"
