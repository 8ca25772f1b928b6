"""Schemas, bundled plugins and guide are found with every way of installing, without network."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from evsrv.ingest.mapping import BUNDLED

ROOT = Path(__file__).parents[1]
SHOW = """
import json
from evsrv.core.resources import DOCS, PLUGINS, SCHEMAS

def show(folder, pattern):
    return {"at": str(folder.resolve()), "names": sorted(f.name for f in folder.glob(pattern))}

folders = {"schemas": (SCHEMAS, "*.json"), "plugins": (PLUGINS, "*.py"), "docs": (DOCS, "*.md")}
print(json.dumps({name: show(*folder) for name, folder in folders.items()}))
"""
RENDER = """
from evsrv.core.resources import DOCS
from evsrv.web.guide.guide import Guide

print(Guide(DOCS).whole().decode())
"""


def _run(*command: Any, **environment: Any) -> Any:
    """Run a command outside the checkout, without the Python settings of this environment."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "EVSRV_"))
    }
    done = subprocess.run(
        [str(part) for part in command],
        cwd="/",
        env=kept | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _names(folder: str, pattern: str) -> list[str]:
    return sorted(file.name for file in (ROOT / folder).glob(pattern))


def _files(folder: Path) -> set[Path]:
    return {
        file.relative_to(folder)
        for file in folder.rglob("*")
        if file.is_file() and not file.name.endswith(".d.ts")
    }


def _assert_resources(shown: Any, home: Path, *, packaged: bool = False) -> None:
    found = json.loads(shown)
    expected = {
        "schemas": _names("schemas", "*.json"),
        "plugins": _names("plugins", "*.py"),
        "docs": _names("docs", "*.md"),
    }
    assert {name: found[name]["names"] for name in found} == expected
    assert all(expected.values())
    for name in expected:
        place = home / "evsrv" / f"_{name}" if packaged else home / name
        assert found[name]["at"] == str(place)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Copy the checkout, because a build writes into its tree."""
    copy = tmp_path.resolve() / "checkout"
    copy.mkdir()
    for name in ("docs", "evsrv", "plugins", "schemas"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    return copy


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """Return the interpreter of a new virtual environment without pip."""
    folder = tmp_path / "venv"
    _run(sys.executable, "-m", "venv", "--without-pip", folder)
    return folder / ("Scripts" if os.name == "nt" else "bin") / "python"


def _site_packages(python: Path) -> Any:
    return Path(
        _run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    ).resolve()


def _share_dependencies(python: Path) -> None:
    # A .pth file adds only the folder, so packages in editable mode there stay hidden.
    lent = _site_packages(python) / "lent.pth"
    lent.write_text(f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n")


def _pip(*arguments: Any) -> Any:
    return _run(sys.executable, "-m", "pip", *arguments, PIP_DISABLE_PIP_VERSION_CHECK="1")


def _install(python: Path, *arguments: Any) -> None:
    flags = ("--quiet", "--no-deps", "--no-index", "--ignore-installed", "--no-build-isolation")
    _pip("--python", python, "install", *flags, *arguments)


def _assert_command_runs(python: Path) -> None:
    version = _run(python, "-m", "evsrv", "--version")
    assert version.startswith("evsrv, version ")
    terms = json.loads(_run(python, "-m", "evsrv", "plugins", "--json"))
    assert {"eq", "matches", "p95", "quarter"} <= {term["name"] for term in terms}


def test_resources_are_found_in_checkout(checkout: Path, python: Path) -> None:
    _share_dependencies(python)
    shown = _run(python, "-c", SHOW, PYTHONPATH=str(checkout))
    _assert_resources(shown, checkout)


def test_resources_are_found_in_installed_wheel(
    checkout: Path, python: Path, tmp_path: Path
) -> None:
    dist = tmp_path / "dist"
    _pip("wheel", "--quiet", "--no-build-isolation", "--no-deps", "-w", dist, checkout)
    (wheel,) = dist.glob("evsrv-*.whl")
    shutil.rmtree(checkout)
    _install(python, wheel)
    _share_dependencies(python)
    site = _site_packages(python)
    _assert_resources(_run(python, "-c", SHOW), site, packaged=True)
    assert "The query language" in _run(python, "-c", RENDER)
    modules = {file.relative_to(ROOT) for file in (ROOT / "evsrv").rglob("*.py")}
    installed = {file.relative_to(site) for file in (site / "evsrv").rglob("*.py")}
    assert modules <= installed, "pyproject.toml does not list every package"
    assert (site / "evsrv" / "py.typed").is_file()
    mappings = {path.name for path in (site / "evsrv" / "ingest" / "mappings").iterdir()}
    assert mappings == {f"{name}.toml" for name in BUNDLED}
    for folder in ("static", "page"):
        home = Path("evsrv", "web", folder)
        assert _files(site / home) == _files(ROOT / home)
    assert not [*site.rglob("node_modules"), *site.rglob("*.d.ts"), *site.rglob("tsconfig.json")]
    _assert_command_runs(python)


def test_resources_are_found_in_editable_install(checkout: Path, python: Path) -> None:
    _share_dependencies(python)
    _install(python, "--editable", checkout)
    _assert_resources(_run(python, "-c", SHOW), checkout)
    _assert_command_runs(python)
