import importlib.metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from evsrv.plugin import loader
from evsrv.plugin.hook_calls import PluginError
from evsrv.plugin.loader import find_plugins, find_sources
from evsrv.plugin.vocabulary import collect

PLUGIN = """
from evsrv.plugin import FixedLength, TimeUnit, hookimpl

@hookimpl
def evsrv_time_units():
    return [TimeUnit(name="{name}", summary="A unit.", fixed_length=FixedLength(1000))]
"""


@pytest.fixture(autouse=True)
def no_installed_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "entry_points", lambda **_: ())


def folder(path: Path, **files: str) -> Path:
    path.mkdir()
    for name, text in files.items():
        (path / f"{name}.py").write_text(text)
    return path


@pytest.fixture
def bundled(tmp_path: Path) -> Path:
    return folder(tmp_path / "bundled", calendar=PLUGIN.format(name="year"))


def refusal(bundled: Path, **options: Any) -> str:
    with pytest.raises(PluginError) as refused:
        find_plugins({"builtin.units": object()}, bundled=bundled, **options)
    return str(refused.value)


def test_plugins_come_from_the_package_and_from_folders(tmp_path: Path, bundled: Path) -> None:
    builtin = object()
    mine = folder(
        tmp_path / "mine", b=PLUGIN.format(name="b"), a=PLUGIN.format(name="a"), _helper="1 / 0"
    )
    (mine / "notes.txt").write_text("not Python")
    plugins = find_plugins({"builtin.units": builtin}, bundled=bundled, folder=mine)
    assert list(plugins) == ["builtin.units", "calendar", "a", "b"]
    assert plugins.pop("builtin.units") is builtin
    assert list(collect(plugins).time_units) == ["year", "a", "b"]


def test_a_plugin_that_is_switched_off_is_not_even_loaded(tmp_path: Path, bundled: Path) -> None:
    mine = folder(tmp_path / "mine", broken="1 / 0")
    plugins = find_plugins(
        {"builtin.units": object()},
        bundled=bundled,
        folder=mine,
        disabled=["broken", "calendar", "builtin.units"],
    )
    assert plugins == {}


def test_an_unknown_name_cannot_be_switched_off(bundled: Path) -> None:
    message = refusal(bundled, disabled=["calender"])
    assert message == "cannot disable: unknown plugin 'calender'; did you mean 'calendar'?"


def test_a_plugin_that_cannot_be_loaded_is_named(tmp_path: Path, bundled: Path) -> None:
    mine = folder(tmp_path / "mine", broken="import nothing_of_this_name")
    assert refusal(bundled, folder=mine).startswith("plugin broken: ModuleNotFoundError: ")


def test_a_file_that_is_no_python_is_named(tmp_path: Path, bundled: Path) -> None:
    mine = folder(tmp_path / "mine", broken="def")
    assert refusal(bundled, folder=mine).startswith("plugin broken: SyntaxError: ")


def test_two_plugins_of_one_name_are_refused(tmp_path: Path, bundled: Path) -> None:
    mine = folder(tmp_path / "mine", calendar=PLUGIN.format(name="b"))
    assert refusal(bundled, folder=mine).startswith("two plugins are named 'calendar'")


def test_switching_a_name_off_switches_off_both(tmp_path: Path, bundled: Path) -> None:
    mine = folder(tmp_path / "mine", calendar=PLUGIN.format(name="b"))
    assert find_plugins({}, bundled=bundled, folder=mine, disabled=["calendar"]) == {}


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path, bundled: Path) -> None:
    assert "nowhere does not exist" in refusal(bundled, folder=tmp_path / "nowhere")
    (tmp_path / "file").write_text("")
    assert "file does not exist" in refusal(bundled, folder=tmp_path / "file")


def test_a_given_plugin_replaces_another_of_its_name(bundled: Path) -> None:
    given = SimpleNamespace()
    plugins = find_plugins({}, bundled=bundled, given={"calendar": given})
    assert plugins == {"calendar": given}


def test_sources_name_files_and_kinds_without_loading(tmp_path: Path, bundled: Path) -> None:
    mine = folder(tmp_path / "mine", broken="1 / 0")
    sources = find_sources({"builtin.units": object()}, bundled=bundled, folder=mine)
    assert [(source.name, source.kind, source.file) for source in sources] == [
        ("builtin.units", "builtin", None),
        ("calendar", "bundled", bundled / "calendar.py"),
        ("broken", "folder", mine / "broken.py"),
    ]


def entry(name: str, value: str) -> importlib.metadata.EntryPoint:
    return importlib.metadata.EntryPoint(name, value, "evsrv")


def test_installed_plugins_are_found_by_their_entry_point(
    monkeypatch: pytest.MonkeyPatch, bundled: Path
) -> None:
    asked = []

    def entry_points(group: str) -> list[importlib.metadata.EntryPoint]:
        asked.append(group)
        return [entry("units", "evsrv.builtin.time_units")]

    monkeypatch.setattr(loader, "entry_points", entry_points)
    plugins = find_plugins({}, bundled=bundled)
    assert asked == ["evsrv"]
    assert list(plugins) == ["calendar", "units"]
    assert "week" in collect(plugins).time_units


def test_versions_are_those_of_the_distributions_of_installed_plugins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    package = importlib.metadata.distribution("pluggy")
    found = [
        SimpleNamespace(name="packaged", dist=package, load=None),
        entry("loose", "no.such:module"),
    ]
    monkeypatch.setattr(loader, "entry_points", lambda **_: found)
    assert loader.installed_versions() == {"packaged": package.version}


def test_an_installed_plugin_that_cannot_be_loaded_is_named(
    monkeypatch: pytest.MonkeyPatch, bundled: Path
) -> None:
    monkeypatch.setattr(loader, "entry_points", lambda **_: [entry("gone", "no.such:module")])
    assert refusal(bundled).startswith("plugin gone: ModuleNotFoundError: ")
    assert "calendar" in find_plugins({}, bundled=bundled, disabled=["gone"])


def test_a_plugin_need_not_be_a_module(bundled: Path) -> None:
    plugins = find_plugins({"mine": SimpleNamespace()}, bundled=bundled, disabled=["calendar"])
    assert collect(plugins).operators == {}
