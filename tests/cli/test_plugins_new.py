"""`evsrv plugins new`: what it writes is installed, tested and asked as an author would."""

import os
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result

from cli.processes import ENVIRON
from evsrv.cli.plugin_skeleton import PluginSkeleton

PACKAGE_FILES = {
    *("pyproject.toml", "evsrv_sounds_like.py", "README.md", "tests/test_sounds_like.py"),
    ".gitignore",
}
OPTIONS = (
    *("-q", "-p", "evsrv.testing", "-W", "error"),
    # Of plugins of pytest that an author need not have.
    *("-p", "no:asyncio", "-p", "no:aiohttp", "-p", "no:schemathesis", "-p", "no:xdist"),
)


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def run(*arguments: object, cwd: Path, path: Sequence[Path] = ()) -> str:
    environ = {**ENVIRON, "PYTHONPATH": os.pathsep.join([ENVIRON["PYTHONPATH"], *map(str, path)])}
    done = subprocess.run(
        [sys.executable, "-m", *map(str, arguments)],
        cwd=cwd,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_new_package_is_written_with_next_steps(
    evsrv: Callable[..., Result], tmp_path: Path
) -> None:
    result = evsrv("plugins", "new", "sounds_like")
    assert result.exit_code == 0, result.stderr
    home = tmp_path / "evsrv-sounds-like"
    assert files_in(home) == PACKAGE_FILES
    assert {f"evsrv-sounds-like/{name}" for name in PACKAGE_FILES} == {*result.stdout.split()}
    assert "cd evsrv-sounds-like\n" in result.stderr
    project = tomllib.loads((home / "pyproject.toml").read_text())["project"]
    assert project["entry-points"] == {"evsrv": {"sounds_like": "evsrv_sounds_like"}}


def test_new_package_passes_its_tests_and_answers_once_installed(
    evsrv: Callable[..., Result], tmp_path: Path, seeded: Path
) -> None:
    evsrv("plugins", "new", "sounds_like")
    home, target = tmp_path / "evsrv-sounds-like", tmp_path / "installed"
    flags = ("--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--target", target)
    run("pip", "install", "--disable-pip-version-check", *flags, home, cwd=tmp_path)
    assert "3 passed" in run("pytest", *OPTIONS, cwd=home, path=[target])
    condition = '{"field": "searchQuery", "operator": "soundsLike", "value": "key"}'
    query = (
        '{"select": [{"type": "aggregation", "aggregation": "count"}],'
        f' "where": {{"condition": {condition}}}}}'
    )
    place = ("--db", seeded, "--organization", "demo", "--project", "demo")
    answer = run("evsrv", "query", *place, "--format", "csv", query, cwd=tmp_path, path=[target])
    with closing(sqlite3.connect(seeded)) as connection:
        statement = "SELECT count(*) FROM events WHERE ' ' || search_query || ' ' GLOB '* key *'"
        (expected,) = connection.execute(statement).fetchone()
    assert answer.split() == ["count", str(expected)]
    (row,) = [
        line
        for line in run("evsrv", "plugins", cwd=tmp_path, path=[target]).splitlines()
        if line.startswith("sounds_like ")
    ]
    assert row.split() == [
        "sounds_like",
        "0.1.0",
        "evsrv-sounds-like",
        "evsrv_filter_operators",
        "1",
    ]


def test_new_file_passes_its_test_in_a_folder_of_plugins(
    evsrv: Callable[..., Result], tmp_path: Path
) -> None:
    result = evsrv("plugins", "new", "words", "--file", "--directory", "plugins.d")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.split() == ["plugins.d/words.py", "plugins.d/tests/test_words.py"]
    assert "3 passed" in run("pytest", *OPTIONS, "plugins.d/tests/test_words.py", cwd=tmp_path)
    assert "hasWord" not in evsrv("plugins", "--plugins-dir", "plugins.d").stdout
    assert "\noperator     words " in evsrv("plugins", "--plugins-dir", "plugins.d").stdout


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Sounds-Like", "lower-case words joined with _"),
        ("class", "lower-case words joined with _"),
        ("sounds_", "lower-case words joined with _"),
        ("../words", "lower-case words joined with _"),
        ("percentiles", "a plugin 'percentiles' exists already"),
        ("starts_with", "the operator 'startsWith', a name that is taken"),
        ("type", "the operator 'type', a name that is taken"),
    ],
)
def test_unusable_name_is_refused_with_reason(
    evsrv: Callable[..., Result], tmp_path: Path, name: str, reason: str
) -> None:
    result = evsrv("plugins", "new", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert reason in result.stderr
    assert not any(tmp_path.iterdir())


def test_existing_folder_is_refused_and_stays_as_it_is(
    evsrv: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "evsrv-words").mkdir()
    result = evsrv("plugins", "new", "words")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: evsrv-words exists; choose another name or --directory\n"
    assert files_in(tmp_path) == set()


def test_existing_file_is_refused_before_any_is_written(
    evsrv: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_words.py").write_text("mine")
    result = evsrv("plugins", "new", "words", "--file")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "tests/test_words.py exists" in result.stderr
    assert files_in(tmp_path) == {"tests/test_words.py"}


def test_directory_that_is_a_file_is_refused(evsrv: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    result = evsrv("plugins", "new", "words", "--directory", "taken")
    assert result.exit_code == 2
    assert "taken" in result.stderr


def test_broken_plugin_of_the_settings_does_not_stop_a_new_one(
    evsrv: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "broken.py").write_text("1 / 0")
    assert evsrv("plugins", "new", "words", EVSRV_PLUGINS_DIR=str(tmp_path)).exit_code == 0


@pytest.mark.parametrize(
    ("version", "versions"),
    [("0.2.0", ">=0.2,<0.3"), ("0.12.3", ">=0.12,<0.13"), ("1.4.0", ">=1.4,<2")],
)
def test_new_package_needs_the_versions_with_the_same_plugin_api(
    version: str, versions: str
) -> None:
    files = PluginSkeleton("words", version).package_files()
    project = tomllib.loads(files["pyproject.toml"])["project"]
    assert project["dependencies"] == [f"evsrv{versions}"]
