"""Every example in the documents gives the shown answer on the seeded file.

A block marked `query`, or `query DATASET`, is followed by one marked `table` (the output of
`evsrv query`), `answer` (its JSON) or `refusal` (its error). A block marked `plugin NAME.py` is a
plugin that the document's queries can use.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from evsrv.cli import main

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```\w+ (?P<mark>\w+)(?: (?P<name>\S+))?\n(?P<text>.*?)^```$", re.M | re.S)
FORMATS = ("table", "chart", "markdown")
ANSWERS = (*FORMATS, "answer", "refusal")


def label(document: Path) -> str:
    return document.relative_to(ROOT).as_posix().removeprefix("docs/")


def examples() -> list[Any]:
    return [
        pytest.param(document, index, id=f"{label(document)}-{index + 1}")
        for document in DOCUMENTS
        for index, mark in enumerate(BLOCK.finditer(document.read_text("utf-8")))
        if mark["mark"] == "query"
    ]


@pytest.fixture
def plugins_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "plugins"
    folder.mkdir()
    return folder


def write_plugins(blocks: Iterable[re.Match[str]], folder: Path) -> None:
    for block in blocks:
        if block["mark"] == "plugin":
            (folder / block["name"]).write_text(block["text"], "utf-8")


def ask(db: Path, plugins_dir: Path, query: re.Match[str], *options: str) -> Result:
    dataset = ("--dataset", query["name"]) if query["name"] else ()
    demo = ["--db", str(db), "--organization", "demo", "--project", "demo"]
    return CliRunner().invoke(
        main,
        ["query", *demo, *dataset, "--plugins-dir", str(plugins_dir), *options, query["text"]],
    )


def answer_of(kind: str, db: Path, plugins_dir: Path, query: re.Match[str]) -> str:
    if kind == "answer":
        result = ask(db, plugins_dir, query, "--format", "json")
        assert result.exit_code == 0, result.output
        return json.dumps(json.loads(result.stdout), indent=2, ensure_ascii=False) + "\n"
    form = ("--format", kind) if kind in FORMATS else ()
    result = ask(db, plugins_dir, query, *form)
    assert result.exit_code == (1 if kind == "refusal" else 0), result.output
    return result.stderr if kind == "refusal" else result.stdout


@pytest.mark.parametrize(("document", "index"), examples())
def test_example_gives_the_shown_answer(
    document: Path, index: int, seeded: Path, plugins_dir: Path, request: pytest.FixtureRequest
) -> None:
    text = document.read_text("utf-8")
    blocks = list(BLOCK.finditer(text))
    write_plugins(blocks, plugins_dir)
    query, shown = blocks[index : index + 2]
    assert shown["mark"] in ANSWERS, "a query block must be followed by its answer"
    answer = answer_of(shown["mark"], seeded, plugins_dir, query)
    if request.config.getoption("--update-docs", default=False):
        start, end = shown.span("text")
        document.write_text(text[:start] + answer + text[end:], "utf-8")
    elif shown["mark"] == "answer":
        assert json.loads(shown["text"]) == json.loads(answer)
    else:
        assert shown["text"] == answer


def test_examples_include_the_documents_with_queries() -> None:
    assert {"README.md", "query.md", "plugins.md"} <= {
        document.name for document in DOCUMENTS if "```json query" in document.read_text("utf-8")
    }
