"""The files for contributors agree with the repository: scripts, paths and hooks."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from docs.test_examples import ROOT
from docs.test_references import FILE, LINK, headings_of, prose_of

SCRIPTS = ROOT / "scripts"
CONTRIBUTORS = [
    *(ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md")),
    *sorted((ROOT / ".github").rglob("*.md")),
    SCRIPTS / "README.md",
]
"""The documents for contributors, which are not in the guide."""
ROW = re.compile(r"^\| `(scripts/[\w-]+)` \| (.+) \|$", re.M)


@pytest.mark.parametrize("document", CONTRIBUTORS, ids=lambda document: document.name)
def test_contributors_find_the_files_and_headings_that_are_named(document: Any) -> None:
    named = {match["path"] for match in FILE.finditer(prose_of(document))}
    assert {path for path in named if not (ROOT / path).exists()} == set()
    for link in LINK.finditer(prose_of(document)):
        target = document.parent / link["path"] if link["path"] else document
        assert target.exists(), link[0]
        assert link["heading"] is None or link["heading"] in headings_of(target), link[0]


def test_readme_of_scripts_lists_each_script_once() -> None:
    files = {
        f"scripts/{path.name}"
        for path in SCRIPTS.iterdir()
        if path.is_file() and not path.name.startswith("_") and not path.suffix
    }
    assert sorted(path for path, _ in ROW.findall((SCRIPTS / "README.md").read_text())) == sorted(
        files
    )


def test_each_script_says_in_its_head_how_it_is_called() -> None:
    for path, _ in ROW.findall((SCRIPTS / "README.md").read_text()):
        head = (ROOT / path).read_text("utf-8").split("\n", 2)[1]
        assert f"./{path}" in head


def test_commands_of_contributing_are_those_of_the_repository() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    called = set(re.findall(r"\./(scripts/[\w-]+)", text))
    assert called >= {"scripts/test", "scripts/serve", "scripts/coverage", "scripts/release"}
    assert {path for path in called if not (ROOT / path).exists()} == set()
    options = set(re.findall(r"--update-\w+", text))
    conftests = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("conftest.py"))
    assert {option for option in options if f'"{option}"' not in conftests} == set()


def test_tools_of_the_hooks_are_in_the_dev_extra() -> None:
    text = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extra = {re.split(r"[<>=\[]", name)[0] for name in project["optional-dependencies"]["dev"]}
    tools = set(re.findall(r"entry: \.venv/bin/(?:python -m )?([\w-]+)", text))
    assert tools == {"ruff", "codespell", "mypy"}
    assert tools | {"pre-commit", "coverage"} <= extra
    assert "repo: local" in text
    assert "https://" not in text


@pytest.mark.parametrize("form", sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml")))
def test_form_of_an_issue_has_fields_with_ids(form: Path) -> None:
    yaml = pytest.importorskip("yaml")
    document = yaml.safe_load(form.read_text("utf-8"))
    assert document.keys() == {"name", "description", "labels", "body"}
    fields = [field for field in document["body"] if field["type"] != "markdown"]
    assert {field["type"] for field in fields} <= {"textarea", "dropdown", "checkboxes"}
    assert all(field["attributes"]["label"] for field in fields if field["id"])
    assert any(field.get("validations", {}).get("required") for field in fields)
