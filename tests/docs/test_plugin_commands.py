"""Every command of a plugin in the documents prints the shown lines.

A block marked `command` is followed by one marked `printed`. The document's plugins are in the
folder of the settings file, which also has the document's blocks marked `settings`.
"""

import shlex
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from docs.test_examples import BLOCK, DOCUMENTS, write_plugins
from evsrv.cli import main

COMMANDS = [document for document in DOCUMENTS if "```sh command" in document.read_text("utf-8")]


@pytest.mark.parametrize("document", COMMANDS, ids=lambda document: document.name)
def test_commands_print_the_shown_lines(
    document: Path,
    seeded: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    text = document.read_text("utf-8")
    blocks = list(BLOCK.finditer(text))
    tables = [block["text"] for block in blocks if block["mark"] == "settings"]
    (tmp_path / "evsrv.toml").write_text(
        "\n".join([f'db = "{seeded}"', 'plugins_dir = "."', *tables]), "utf-8"
    )
    write_plugins(blocks, tmp_path)
    monkeypatch.chdir(tmp_path)
    printed = []
    for block, shown in pairwise(blocks):
        if block["mark"] == "command":
            assert shown["mark"] == "printed", "a command block must be followed by its output"
            program, *arguments = shlex.split(block["text"])
            assert program == "evsrv"
            result = CliRunner().invoke(main, arguments)
            assert result.exit_code == 0, result.output
            printed.append((shown, result.stdout))
    for shown, output in reversed(printed):
        if request.config.getoption("--update-docs", default=False):
            start, end = shown.span("text")
            text = text[:start] + output + text[end:]
            document.write_text(text, "utf-8")
        else:
            assert shown["text"] == output


def test_commands_include_those_of_the_guide_of_plugins() -> None:
    assert "plugins.md" in {document.name for document in COMMANDS}
