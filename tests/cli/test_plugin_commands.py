"""Commands and settings of plugins on the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
from support.events import message

from evsrv.cli import COMMANDS
from evsrv.plugin import hookimpl, loader

Evsrv = Callable[..., Any]

GREET = '''
"""Greetings."""

import json

import click

from evsrv.plugin import hookimpl

SETTINGS = {}


@hookimpl
def evsrv_settings():
    return {"properties": {"greeting": {"type": "string", "default": "Hello"}}}


@hookimpl
def evsrv_configure(settings):
    SETTINGS.update(settings)


@click.command("greet")
@click.argument("name")
def greet(name):
    """Greet somebody."""
    if not name.isalpha():
        raise click.BadParameter("must be letters")
    click.echo(f"{SETTINGS['greeting']}, {name}!")


@click.command()
@click.option("--organization")
@click.option("--project")
@click.option("--dataset", default="events")
@click.argument("query")
@click.pass_obj
def ask(database, organization, project, dataset, query):
    """Ask."""
    answer = database.ask(
        json.loads(query), dataset, organization=organization, project=project
    )
    click.echo(json.dumps(answer["data"]["result"]))


@click.group()
def more():
    """Do more."""


@more.command()
def fail():
    return {}["nothing"]


@hookimpl
def evsrv_commands():
    yield greet
    yield more
    yield ask
'''
SHADOWING = GREET.replace('"greet"', '"serve"')


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes plugins into the folder of the settings file."""

    def folder(settings: str = "", **files: str) -> Path:
        (tmp_path / "more").mkdir()
        for name, text in files.items():
            (tmp_path / "more" / f"{name}.py").write_text(text)
        (tmp_path / "evsrv.toml").write_text(f'plugins_dir = "more"\n{settings}')
        return tmp_path / "more"

    return folder


def test_command_of_a_plugin_runs_with_its_settings(evsrv: Evsrv, folder: Any) -> None:
    folder('[plugins.greeter]\ngreeting = "Moin"', greeter=GREET)
    result = evsrv("greet", "Ada")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "Moin, Ada!\n", "")


def test_folder_may_come_from_the_environment(evsrv: Evsrv, folder: Any, tmp_path: Path) -> None:
    folder(greeter=GREET)
    (tmp_path / "evsrv.toml").unlink()
    assert evsrv("greet", "Ada", EVSRV_PLUGINS_DIR="more").stdout == "Hello, Ada!\n"


def test_command_of_an_installed_plugin_runs(evsrv: Evsrv, monkeypatch: pytest.MonkeyPatch) -> None:
    @hookimpl
    def evsrv_commands() -> Any:
        yield click.Command("hail", callback=lambda: click.echo("hail"))

    installed = SimpleNamespace(
        name="hailer", dist=None, load=lambda: SimpleNamespace(evsrv_commands=evsrv_commands)
    )
    monkeypatch.setattr(loader, "entry_points", lambda **_: [installed])
    assert evsrv("hail").stdout == "hail\n"


def test_help_lists_commands_of_plugins_in_a_group_of_their_own(evsrv: Evsrv, folder: Any) -> None:
    folder(greeter=GREET)
    own, _, added = evsrv("--help").stdout.partition("\nPlugins:\n")
    assert [line.split(maxsplit=1) for line in added.splitlines()[1:4]] == [
        *(["greet", "Greet somebody."], ["more", "Do more."], ["ask", "Ask."])
    ]
    assert all(f"\n  {name} " in own for name in COMMANDS if name != "plugins")
    assert evsrv("greet", "--help").stdout.startswith("Usage: main greet ")


def test_help_without_plugins_has_no_group_for_them(evsrv: Evsrv) -> None:
    assert "plugins:" not in evsrv("--help").stdout


def test_command_asks_the_database_of_the_settings_within_a_scope(
    evsrv: Evsrv, folder: Any
) -> None:
    folder('db = "a.db"', greeter=GREET)
    for organization, ids in (("acme", ("own",)), ("globex", ("theirs", "theirs too"))):
        lines = "".join(
            json.dumps(message(id_, createdAt="2026-03-01T00:00:00Z")) + "\n" for id_ in ids
        )
        options = ("--organization", organization, "--project", "site")
        loaded = evsrv("import", *options, "-", stdin=lines)
        assert loaded.exit_code == 0, loaded.output
    query = json.dumps({"select": [{"type": "field", "field": "id"}]})
    result = evsrv("ask", "--organization", "acme", query)
    assert json.loads(result.stdout) == [{"id": "own"}]
    assert "name one with --organization" in evsrv("ask", query).stderr
    acme = ("--organization", "acme")
    for arguments, said in (
        (("ask", "--organization", "acne", query), "did you mean 'acme'?"),
        (("ask", *acme, "--dataset", "event", query), "did you mean 'events'?"),
        (("ask", *acme, '{"limt": 1}'), "/limt: unknown member 'limt'"),
    ):
        refused = evsrv(*arguments)
        assert refused.exit_code in (1, 2)
        assert said in refused.stderr


def test_error_of_the_user_is_a_usage_error(evsrv: Evsrv, folder: Any) -> None:
    folder(greeter=GREET)
    result = evsrv("greet", "4")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith("Error: Invalid value: must be letters\n")


def test_failure_names_plugin_command_and_line(evsrv: Evsrv, folder: Any) -> None:
    path = folder(greeter=GREET) / "greeter.py"
    line = GREET[: GREET.index('["nothing"]')].count("\n") + 1
    result = evsrv("more", "fail")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"Error: plugin greeter, command 'more fail': KeyError: 'nothing' ({path}:{line})\n"
    )


def test_broken_plugin_breaks_no_other_command(evsrv: Evsrv, folder: Any) -> None:
    folder(broken="def", greeter=GREET)
    assert evsrv("greet", "Ada").exit_code == 0
    assert evsrv("keys", "--help").exit_code == 0
    assert evsrv("seed", "--events", "1", "--db", "a.db").exit_code == 0
    result = evsrv("--help")
    assert result.exit_code == 0
    assert "Plugins that cannot be loaded:\n  plugin broken: SyntaxError: " in result.stdout


def test_unknown_command_names_the_plugins_that_cannot_be_loaded(evsrv: Evsrv, folder: Any) -> None:
    folder(broken="def", greeter=GREET)
    result = evsrv("gret")
    assert (result.exit_code, result.stdout) == (2, "")
    unknown = "Error: unknown command 'gret'; did you mean 'greet'?\n"
    assert f"{unknown}plugin broken: SyntaxError: " in result.stderr


def test_missing_folder_breaks_no_bundled_command(evsrv: Evsrv, tmp_path: Path) -> None:
    (tmp_path / "evsrv.toml").write_text('plugins_dir = "nowhere"')
    assert evsrv("--help").exit_code == 0
    assert evsrv("seed", "--events", "1", "--db", "a.db").exit_code == 0
    assert "the plugins folder nowhere does not exist" in evsrv("greet").stderr


def test_command_of_a_disabled_plugin_is_not_there(evsrv: Evsrv, folder: Any) -> None:
    folder('disabled_plugins = ["greeter"]\n[plugins.greeter]\nno = 1', greeter=GREET)
    assert evsrv("greet", "Ada").exit_code == 2
    assert "greet" not in evsrv("--help").stdout


def test_command_with_the_name_of_a_bundled_one_stops_the_server(
    evsrv: Evsrv, folder: Any, tmp_path: Path
) -> None:
    folder(greeter=SHADOWING)
    message = "plugin greeter: the command 'serve' is one of evsrv's own; rename it"
    result = evsrv("serve")
    assert (result.exit_code, result.stderr) == (1, f"Error: {message}\n")
    assert not (tmp_path / "evsrv.db").exists()
    assert message in " ".join(evsrv("--help").stdout.split())
    assert evsrv("serve", "--help").stdout.startswith("Usage: main serve ")


@pytest.mark.parametrize("command", ["plugins", "serve", "query --organization acme {}", "export"])
@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            "[plugins.greter]\nx = 1",
            "[plugins.greter]: unknown plugin 'greter'; did you mean 'greeter'?",
        ),
        (
            '[plugins.greeter]\ngreting = "s3cret"',
            "[plugins.greeter]: unknown setting 'greting'; did you mean 'greeting'?",
        ),
        ("[plugins.greeter]\ngreeting = 7", "[plugins.greeter]: greeting: expected text"),
        ("[plugins.percentiles]", "[plugins.percentiles]: plugin percentiles has no settings"),
    ],
)
def test_wrong_settings_of_a_plugin_stop_every_command_that_loads_plugins(
    evsrv: Evsrv, folder: Any, tmp_path: Path, settings: str, message: str, command: str
) -> None:
    assert evsrv("seed", "--events", "1").exit_code == 0
    folder(settings, greeter=GREET)
    result = evsrv(*command.split())
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"Error: evsrv.toml: {message}\n"


def test_two_commands_of_one_name_are_refused(evsrv: Evsrv, folder: Any) -> None:
    folder(greeter=GREET, other=GREET)
    result = evsrv("plugins")
    assert result.stderr.startswith(
        "Error: plugins greeter and other both define the command 'greet';"
    )
    assert evsrv("greet", "Ada").exit_code == 0


def test_bundled_commands_load_no_plugin(process: Any, tmp_path: Path) -> None:
    (tmp_path / "evsrv.toml").write_text('plugins_dir = "more"')
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "loud.py").write_text("print('loaded')")
    for arguments in (("--version",), ("keys", "--help"), ("backup", "--help")):
        assert b"loaded" not in process(*arguments).stdout
    assert b"loaded" in process("--help").stdout
