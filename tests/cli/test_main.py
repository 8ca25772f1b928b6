from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

import evsrv as package
from cli.conftest import Command, RunProcess
from evsrv.cli import COMMANDS


def test_help_lists_the_commands(evsrv: Command) -> None:
    result = evsrv("--help")
    assert (result.exit_code, result.stderr) == (0, "")
    for name in COMMANDS:
        assert f"\n  {name} " in result.stdout


@pytest.mark.parametrize("name", [*COMMANDS, "keys create", "keys list", "keys revoke"])
def test_every_command_has_help(evsrv: Command, name: str) -> None:
    result = evsrv(*name.split(), "-h")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"Usage: main {name} ")


def test_version_option_prints_versions_of_package_and_time_zones(
    evsrv: Command, process: RunProcess
) -> None:
    own, zones = evsrv("--version").stdout.splitlines()
    assert own == f"evsrv, version {package.__version__}"
    assert zones.startswith(f"time zones: tzdata {version('tzdata')} (IANA 20")
    done = process("--version")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().splitlines() == [own, zones]


@pytest.mark.parametrize("arguments", [["sevre"], ["--nope"], ["serve", "--nope"], ["serve", "x"]])
def test_unknown_command_or_option_prints_usage_and_exits_with_2(
    evsrv: Command, tmp_path: Path, arguments: list[str]
) -> None:
    result = evsrv(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: ")
    assert list(tmp_path.iterdir()) == []


WITHOUT_ARGUMENTS = {
    "serve": ("serve",),
    "seed": ("seed", "--events", "1"),
    "import": ("import", "--organization", "acme", "-"),
    "keys": ("keys", "list"),
    "query": ("query", "--organization", "acme", "{}"),
    "plugins": ("plugins",),
    "export": ("export",),
    "delete": ("delete", "--user", "u"),
    "info": ("info",),
}


@pytest.mark.parametrize("arguments", WITHOUT_ARGUMENTS.values(), ids=WITHOUT_ARGUMENTS)
def test_unknown_setting_stops_every_command(
    evsrv: Command, tmp_path: Path, arguments: Any
) -> None:
    result = evsrv(*arguments, EVSRV_PROT="1")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "Error: unknown environment variable 'EVSRV_PROT'; did you mean 'EVSRV_PORT'?\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", WITHOUT_ARGUMENTS.values(), ids=WITHOUT_ARGUMENTS)
def test_every_command_takes_a_settings_file(
    evsrv: Command, tmp_path: Path, arguments: Any
) -> None:
    (tmp_path / "my.toml").write_text("page_sise = 3")
    result = evsrv(*arguments, "--config", "my.toml")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "Error: my.toml: unknown setting 'page_sise'; did you mean 'page_size'?\n"
    )


def test_query_of_damaged_file_prints_one_line_error(evsrv: Command, tmp_path: Path) -> None:
    assert evsrv("seed", "--events", "2000", "--db", "a.db").exit_code == 0
    path = tmp_path / "a.db"
    path.write_bytes(path.read_bytes()[:40_960].ljust(400_000, b"\xff"))
    result = evsrv("query", "--db", "a.db", "--organization", "demo", "{}")
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("Error: ")


@pytest.mark.parametrize(
    "arguments", [["--version"], *([name, "--help"] for name in ("import", "export", "delete"))]
)
def test_command_without_a_server_does_not_import_aiohttp(
    process: RunProcess, arguments: list[str]
) -> None:
    """Short commands must start fast, so the web server is imported only if it is used."""
    done = process(*arguments, environ={"PYTHONPROFILEIMPORTTIME": "1"})
    assert b" evsrv.cli" in done.stderr
    assert b" aiohttp" not in done.stderr
