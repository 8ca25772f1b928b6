"""The guide for authors of plugins shows the files that `evsrv plugins new` writes."""

import inspect
import re
from pathlib import Path

import pytest

from evsrv.cli.plugin_skeleton import PluginSkeleton
from evsrv.plugin import hookspecs

PAGE = Path(__file__).parents[2] / "docs" / "plugins.md"
FILE = re.compile(
    r"^```\w+ (?P<mark>file|plugin|folder) (?P<name>\S+)\n(?P<text>.*?)^```$", re.M | re.S
)
SKELETON = PluginSkeleton("has_word", "0.2.0")


def shown_files(mark: str) -> dict[str, str]:
    return {
        block["name"]: block["text"]
        for block in FILE.finditer(PAGE.read_text("utf-8"))
        if block["mark"] == mark
    }


def test_guide_shows_the_whole_package() -> None:
    module = {"evsrv_has_word.py": shown_files("plugin")["has_word.py"]}
    assert shown_files("file") | module == SKELETON.package_files()


def test_guide_shows_the_beginning_of_a_test_in_a_folder() -> None:
    files = SKELETON.folder_files()
    ((name, text),) = shown_files("folder").items()
    assert files[name].startswith(text)
    assert shown_files("plugin")["has_word.py"] == files["has_word.py"]


@pytest.mark.parametrize(
    "hook",
    [hook for hook in vars(hookspecs).values() if hasattr(hook, f"{hookspecs.PROJECT}_spec")],
    ids=lambda hook: hook.__name__,
)
def test_docstring_of_a_hook_has_its_version_and_parameters(hook: object) -> None:
    docstring = inspect.getdoc(hook) or ""
    assert re.search(r"Since \d+\.\d+\.", docstring)
    assert callable(hook)
    assert re.findall(r":param (\w+):", docstring) == [*inspect.signature(hook).parameters]
