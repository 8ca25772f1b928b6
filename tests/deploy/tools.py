"""The programs that the files in `deploy/` are for."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

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
        reason = f"the test of deploy/ did NOT run: there is no {program}"
        if os.environ.get("REQUIRE_DEPLOY_TEST"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path


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
