"""The documents on the files in `deploy/`."""

import re
import subprocess

import pytest

from deploy.tools import DEPLOY, ROOT

PAGE = ROOT / "docs" / "deployment.md"
FILES = sorted(path.name for path in DEPLOY.iterdir())


def test_readme_lists_every_file() -> None:
    rows = [row for row in (DEPLOY / "README.md").read_text().splitlines() if row.startswith("| `")]
    named = {name for row in rows for name in re.findall("`([^`]+)`", row.split("|")[1])}
    assert named | {"README.md"} == set(FILES)


def test_files_that_the_page_names_exist() -> None:
    named = set(re.findall(r"deploy/([\w.-]+\w)", PAGE.read_text()))
    assert len(named) > 8
    assert named <= set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_hosts_and_paths_of_a_file_are_those_of_the_page(name: str) -> None:
    hosts = set(re.findall(r"[\w-]+\.example\.com", (DEPLOY / name).read_text()))
    assert hosts <= {"events.example.com", "www.example.com"}


def test_commands_of_the_page_are_valid_shell() -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(), re.M | re.S)
    assert len(blocks) > 4
    for block in blocks:
        done = subprocess.run(["bash", "-n"], input=block, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
