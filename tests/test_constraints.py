"""scripts/constraints.txt pins the packages that a checkout installs, from any index."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CONSTRAINTS = ROOT / "scripts" / "constraints.txt"
PIP = """#!/bin/sh
case "$*" in
    *"-c import pip"*) exit 0 ;;
    *--constraint*) echo pinned >>"$LOG"; exit "$PINNED_STATUS" ;;
    *) echo newest >>"$LOG" ;;
esac
"""
"""Stands in for the Python of a virtual environment."""


def pins() -> list[Requirement]:
    lines = CONSTRAINTS.read_text("utf-8").splitlines()
    return [Requirement(line) for line in lines if not line.startswith("#")]


def dependencies() -> list[Requirement]:
    """Return the dependencies of evsrv and of all extras, without evsrv itself."""
    extras = PROJECT["optional-dependencies"].values()
    named = [Requirement(text) for texts in (PROJECT["dependencies"], *extras) for text in texts]
    return [requirement for requirement in named if requirement.name != "evsrv"]


def test_each_dependency_is_pinned_to_version_that_it_allows() -> None:
    versions = {canonicalize_name(pin.name): str(pin.specifier)[2:] for pin in pins()}
    for requirement in dependencies():
        name = canonicalize_name(requirement.name)
        assert name in versions, f"{name} is not pinned; run ./scripts/lock"
        assert versions[name] in requirement.specifier, f"run ./scripts/lock for {name}"


def test_constraints_name_exact_versions_and_no_index() -> None:
    for pin in pins():
        assert re.fullmatch(r"==[0-9][\w.]*", str(pin.specifier))
        assert pin.url is None
    assert "://" not in CONSTRAINTS.read_text("utf-8")


@pytest.mark.skipif(os.name != "posix", reason="a bash script")
@pytest.mark.parametrize(
    ("pinned", "status", "installed"),
    [
        ("1", "0", ["pinned"]),
        ("1", "1", ["pinned", "newest"]),
        ("0", "0", ["newest"]),
    ],
)
def test_setup_installs_pinned_versions_if_it_can(
    tmp_path: Path, pinned: str, status: str, installed: list[str]
) -> None:
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    for file in ("pyproject.toml", "scripts/_setup", "scripts/constraints.txt"):
        shutil.copy(ROOT / file, tmp_path / file)
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(PIP)
    python.chmod(0o755)
    log = tmp_path / "log"
    command = f"source {scripts}/_setup && set_up {tmp_path}/venv python3 test"
    for _ in range(2):
        # The second time it is up to date.
        subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command],
            env={**os.environ, "PINNED": pinned, "PINNED_STATUS": status, "LOG": str(log)},
            check=True,
            capture_output=True,
        )
    assert log.read_text().split() == installed
