"""The programs that the files in `deploy/` are for."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import pytest

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
# Linters are packages of Python; servers are often outside of a user's PATH.
_PLACES = os.pathsep.join(
    (str(Path(sys.executable).parent), os.environ.get("PATH", ""), "/usr/sbin")
)


def require(program: str) -> str:
    """Return the path of a program; skip the test if it is missing.

    If REQUIRE_DEPLOY_TEST is set in the environment, fail the test instead.
    """
    path = shutil.which(program, path=_PLACES)
    if path is None:
        _miss(program)
    return path


def require_module(name: str) -> ModuleType:
    """Return a module of Python, with the same effect if it is missing."""
    if find_spec(name) is None:
        _miss(name)
    return import_module(name)


def _miss(name: str) -> NoReturn:
    reason = f"the test of deploy/ did NOT run: there is no {name}"
    if os.environ.get("REQUIRE_DEPLOY_TEST"):
        pytest.fail(reason)
    pytest.skip(reason)


def run(
    program: str, *arguments: str | Path, environ: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program that the test requires."""
    return subprocess.run(
        [require(program), *map(str, arguments)],
        env={**os.environ, **(environ or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def replaced(text: str, replacements: Mapping[str, str]) -> str:
    """Return a text with other words, each of which it has."""
    for old, new in replacements.items():
        assert old in text, old
        text = text.replace(old, new)
    return text
