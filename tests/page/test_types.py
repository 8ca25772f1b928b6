"""The JavaScript of the page and of its tests has no error of types."""

import subprocess
from typing import Any

import pytest
from support import node

from page.path_driver import FOLDER
from page.sources import PAGE


@pytest.mark.parametrize("project", [PAGE.parent, FOLDER], ids=["page", "tests"])
def test_types_agree(installed: None, project: Any) -> None:
    compiler = FOLDER / "node_modules" / ".bin" / "tsc"
    run = subprocess.run(
        [compiler, "--project", project, "--pretty", "false"],
        capture_output=True,
        text=True,
        env=node.environment(),
    )
    assert run.returncode == 0, run.stdout + run.stderr
