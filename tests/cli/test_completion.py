"""Completion in the shell, as click's scripts ask for it."""

from collections.abc import Callable

import pytest
from click.shell_completion import ShellComplete

from cli.conftest import Command, RunProcess
from evsrv.cli import main


@pytest.fixture
def complete(evsrv: Command) -> Callable[[str], list[str]]:
    """Return what bash would offer for the last word of a command line."""
    for organization, project in (("acme", "site"), ("acme", "shop"), ("zoo", "zebra")):
        place = ("--organization", organization, "--project", project)
        event = '{"type": "a", "properties": {"plan": 1, "a.b": 2}, "userProperties": {"seats": 3}}'
        assert evsrv("import", "--db", "a.db", *place, "-", stdin=event).exit_code == 0

    completion = ShellComplete(main, {}, "evsrv", "_EVSRV_COMPLETE")

    def complete(line: str) -> list[str]:
        *words, last = line.split(" ")
        return [item.value for item in completion.get_completions(words, last)]

    return complete


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("que", ["query"]),
        ("query --db a.db --organization ", ["acme", "zoo"]),
        ("query --db a.db --organization a", ["acme"]),
        ("tail --db a.db --organization acme --project ", ["shop", "site"]),
        ("export --db a.db --project z", ["zebra"]),
        ("query --dataset f", ["feedback"]),
        ("query --format m", ["markdown"]),
        ("promote --db a.db properties.", ["properties.plan"]),
        ("promote --db a.db user", ["userProperties.seats"]),
        ("query --db none.db --organization ", []),
        ("query --organization ", []),
    ],
)
def test_shell_completes_names_of_the_file(
    complete: Callable[[str], list[str]], line: str, offers: list[str]
) -> None:
    assert complete(line) == offers


def test_shell_script_of_the_documents_completes_commands(process: RunProcess) -> None:
    environ = {"_EVSRV_COMPLETE": "bash_complete", "COMP_WORDS": "evsrv qu", "COMP_CWORD": "1"}
    done = process(environ=environ)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"plain,query\n", b"")
