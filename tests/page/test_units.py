"""The functions of the page that need no browser."""

import subprocess
from pathlib import Path

import pytest
from support import node

from page.path_driver import FOLDER

UNITS = sorted((FOLDER / "unit").glob("*.test.mjs"))


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_unit_passes(file: Path) -> None:
    node.require(required_by="REQUIRE_BROWSER_TEST")
    run = subprocess.run(
        ["node", "--test", str(file)], capture_output=True, text=True, env=node.environment()
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "\n# tests 0\n" not in run.stdout, "the file has no tests"
