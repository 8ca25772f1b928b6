"""docs/commands.md lists every command, and the documents name no extra that does not exist."""

import re
import tomllib

from docs.test_examples import DOCUMENTS, ROOT
from evsrv.cli import COMMANDS

ROW = re.compile(r"^\| `evsrv (\w+)", re.M)

EXTRAS = re.compile(r"(?:evsrv|'\.)\[([\w,]+)\]")


def test_table_of_commands_has_every_command_and_no_other() -> None:
    listed = ROW.findall((ROOT / "docs" / "commands.md").read_text("utf-8"))
    assert set(listed) == set(COMMANDS)


def test_extras_in_the_documents_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = {
        extra
        for document in DOCUMENTS
        for extras in EXTRAS.findall(document.read_text("utf-8"))
        for extra in extras.split(",")
    }
    assert named >= {"columnar", "metrics"}
    assert named <= project["optional-dependencies"].keys()
