"""The help of each command fits a terminal, and its examples can be parsed."""

import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from evsrv.cli import COMMANDS, main
from evsrv.cli.help import GROUPS, PLUGIN_GROUP, in_groups

Command = Callable[..., Result]

TERMINAL_COLUMNS = 80


def commands(group: click.Group, *path: str) -> Iterator[tuple[str, ...]]:
    """Yield the names of all commands below a group."""
    context = click.Context(group)
    for name in group.list_commands(context):
        yield (*path, name)
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)


PATHS = [(), *commands(main)]


def help_of(path: tuple[str, ...]) -> str:
    environ = {"COLUMNS": str(TERMINAL_COLUMNS)}
    result = CliRunner().invoke(main, [*path, "--help"], env=environ, prog_name="evsrv")
    assert result.exit_code == 0
    return result.stdout


def examples(path: tuple[str, ...]) -> list[str]:
    return [line.strip() for line in help_of(path).splitlines() if line.startswith("    evsrv ")]


def example_cases() -> list[tuple[str, ...]]:
    return [path for path in PATHS if path]


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_help_is_not_cut_and_fits_80_columns(path: tuple[str, ...]) -> None:
    text = help_of(path)
    assert [line for line in text.splitlines() if len(line) > TERMINAL_COLUMNS] == []
    _usage, *lines = text.splitlines()
    assert [line for line in lines if line.endswith("...")] == []


def test_every_command_is_in_a_group() -> None:
    named = [name for group in GROUPS.values() for name in group]
    assert set(COMMANDS) <= set(named)
    assert len(named) == len(set(named))


def test_command_of_a_plugin_is_shown_below_the_plugins() -> None:
    groups = dict(in_groups(["serve", "plugins", "report"]))
    assert groups == {"Run": ["serve"], PLUGIN_GROUP: ["plugins", "report"]}


def test_command_line_without_a_command_prints_the_help() -> None:
    result = CliRunner().invoke(main, [], prog_name="evsrv")
    assert result.exit_code == 2
    assert result.output.strip() == help_of(()).strip()


@pytest.mark.parametrize("path", example_cases(), ids=" ".join)
def test_examples_of_the_help_are_command_lines_of_their_command(
    path: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("query.json", "events.ndjson", "log.csv", "feedback.ndjson.gz"):
        (tmp_path / name).touch()
    lines = examples(path)
    assert lines
    for line in lines:
        words = shlex.split(line.split(" > ")[0].split(" | ")[0])
        assert tuple(words[1 : len(path) + 1]) == path
        parse(words[1:])


def parse(words: list[str]) -> None:
    """Parse a command line without running it."""
    group: click.Command = main
    context = main.make_context("evsrv", list(words))
    while isinstance(group, click.Group) and (rest := [*context._protected_args, *context.args]):
        name, command, rest = group.resolve_command(context, rest)
        assert command is not None
        group, context = command, command.make_context(name, rest, parent=context)
    context.close()
