"""Schemas, bundled plugins and guide are found with every way of installing, without network."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from zipfile import ZipFile

import pytest
from cli.serving import post, serving

from evsrv.ingest.mapping import BUNDLED

ROOT = Path(__file__).parents[1]
SHOW = """
import json
from evsrv.core.resources import DOCS, PLUGINS, SCHEMAS

def show(folder, pattern):
    names = sorted(file.relative_to(folder).as_posix() for file in folder.glob(pattern))
    return {"at": str(folder.resolve()), "names": names}

folders = {"schemas": (SCHEMAS, "*.json"), "plugins": (PLUGINS, "*.py"), "docs": (DOCS, "**/*.md")}
print(json.dumps({name: show(*folder) for name, folder in folders.items()}))
"""
RENDER = """
from evsrv.core.resources import DOCS
from evsrv.web.guide.guide import Guide

print(Guide(DOCS).whole().decode())
"""


def _clean_environment() -> dict[Any, Any]:
    """Return this environment without settings of Python and of evsrv."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "EVSRV_"))
    }


def _run(*command: Any, **environment: Any) -> Any:
    """Run a command outside the checkout, without the Python settings of this environment."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd="/",
        env=_clean_environment() | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _names(folder: str, pattern: str) -> list[str]:
    home = ROOT / folder
    return sorted(file.relative_to(home).as_posix() for file in home.glob(pattern))


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
        "docs": _names("docs", "**/*.md"),
    }
    assert {name: found[name]["names"] for name in found} == expected
    assert all(expected.values())
    for name in expected:
        place = home / "evsrv" / f"_{name}" if packaged else home / name
        assert found[name]["at"] == str(place)


def _copy_checkout(folder: Path) -> Path:
    """Copy the checkout, because a build writes into its tree."""
    copy = folder.resolve() / "checkout"
    copy.mkdir()
    for name in ("docs", "evsrv", "plugins", "schemas"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "MANIFEST.in", "README.md", "CHANGELOG.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    return copy


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of the checkout."""
    return _copy_checkout(tmp_path)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a wheel whose checkout is gone."""
    folder = tmp_path_factory.mktemp("wheel")
    checkout = _copy_checkout(folder)
    wheel = _build_wheel(checkout, folder / "dist")
    shutil.rmtree(checkout)
    return wheel


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


def _build_wheel(source: Any, dist: Any) -> Any:
    _pip("wheel", "--quiet", "--no-build-isolation", "--no-deps", "-w", dist, source)
    (wheel,) = dist.glob("evsrv-*.whl")
    return wheel


def _names_in_wheel(wheel: Any) -> list[Any]:
    return sorted(ZipFile(wheel).namelist())


def _assert_command_runs(python: Any) -> None:
    version = _run(python, "-m", "evsrv", "--version")
    assert version.startswith("evsrv, version ")
    terms = json.loads(_run(python, "-m", "evsrv", "plugins", "--json"))["terms"]
    assert {"eq", "matches", "p95", "quarter"} <= {term["name"] for term in terms}


def test_resources_are_found_in_checkout(checkout: Path, python: Path) -> None:
    _share_dependencies(python)
    shown = _run(python, "-c", SHOW, PYTHONPATH=str(checkout))
    _assert_resources(shown, checkout)


def test_resources_are_found_in_installed_wheel(wheel: Any, python: Path, tmp_path: Path) -> None:
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
    assert _files(site / "evsrv/cli/skeleton") == _files(ROOT / "evsrv/cli/skeleton")
    # Without a folder, pytest would collect the working directory, which is the root.
    without_tests = tmp_path / "empty"
    without_tests.mkdir()
    assert "evsrv_server" in _run(python, "-m", "pytest", "--fixtures", without_tests)
    _assert_command_runs(python)


def test_resources_are_found_in_editable_install(checkout: Path, python: Path) -> None:
    _share_dependencies(python)
    _install(python, "--editable", checkout)
    _assert_resources(_run(python, "-c", SHOW), checkout)
    _assert_command_runs(python)


def test_installed_wheel_makes_keys_serves_pages_and_answers(
    wheel: Any, python: Path, tmp_path: Path
) -> None:
    _install(python, wheel)
    _share_dependencies(python)
    printed = _run(python, "-m", "evsrv", "init", tmp_path / "new")
    (api,) = re.findall(r"evsrv_api_\w+", printed)[:1]
    environ = _clean_environment()
    with serving(tmp_path / "new", "--port", "0", python=str(python), environ=environ) as address:
        assert post(address, "/events", api, {"type": "signup"})["type"] == "signup"
        assert post(address, "/query/events", api, {})["data"]["total"] == 1
        for path in ("/ui/", "/docs", "/docs/guide/", "/openapi.json", "/evsrv.js"):
            with urlopen(address + path) as answer:
                assert len(answer.read()) > 500, path


def test_wheel_states_licence_and_holds_texts_of_bundled_ones(wheel: Any) -> None:
    (home,) = {name.split("/")[0] for name in _names_in_wheel(wheel) if ".dist-info/" in name}
    with ZipFile(wheel) as opened:
        metadata = opened.read(f"{home}/METADATA").decode()
    assert "\nLicense-Expression: MIT\n" in metadata
    licences = {name for name in _names_in_wheel(wheel) if name.startswith(f"{home}/licenses/")}
    assert {Path(name).name for name in licences} == {
        "LICENSE",
        "licences.txt",
        "swagger-ui-bundle.js.LICENSE.txt",
        "swagger-ui.LICENSE.txt",
        "swagger-ui.NOTICE.txt",
    }


def test_source_archive_builds_the_wheel_of_the_checkout(
    checkout: Path, wheel: Any, tmp_path: Path
) -> None:
    build = "from setuptools.build_meta import build_sdist; print(build_sdist('dist'))"
    subprocess.run(
        [sys.executable, "-c", build], cwd=checkout, check=True, capture_output=True, text=True
    )
    (archive,) = (checkout / "dist").glob("evsrv-*.tar.gz")
    with tarfile.open(archive) as opened:
        folders = {name.split("/")[1] for name in opened.getnames() if "/" in name}
    assert {"CHANGELOG.md", "LICENSE", "README.md", "docs", "evsrv", "schemas"} <= folders
    assert "tests" not in folders
    assert _names_in_wheel(_build_wheel(archive, tmp_path)) == _names_in_wheel(wheel)
