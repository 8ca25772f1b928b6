"""docs/commands.md lists every command."""

import re

from test_examples import ROOT

from evsrv.cli import COMMANDS

ROW = re.compile(r"^\| `evsrv (\w+)", re.M)


def test_table_of_commands_has_every_command_and_no_other() -> None:
    listed = ROW.findall((ROOT / "docs" / "commands.md").read_text("utf-8"))
    assert set(listed) == set(COMMANDS)
