"""`./scripts/release` makes a release in a clone of the repository, and refuses an unsafe one."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from evsrv.core.resources import PACKAGE

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the script needs a POSIX shell")

ROOT = PACKAGE.parent
CHANGELOG = """# Changelog

## [Unreleased]

### Added

- A thing.

## [0.0.1] - 2026-01-01

- The start.
"""
TOOLS = "ruff|codespell_lib|mypy|pytest"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with the files of this one, whose tools find no fault."""
    root = tmp_path / "repository"
    root.mkdir()
    for name in ("docs", "evsrv", "plugins", "schemas"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, root)
    (root / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "release", root / "scripts")
    (root / "CHANGELOG.md").write_text(CHANGELOG)
    module = root / "evsrv" / "__init__.py"
    module.write_text(re.sub(r'= "[^"]*"$', '= "0.0.1"', module.read_text(), flags=re.M))
    use_tools(root, exit_status=0)
    git(root, "init", "--quiet", "--initial-branch", "main")
    git(root, "config", "user.name", "Ada")
    git(root, "config", "user.email", "ada@example.com")
    commit(root)
    return root


def use_tools(root: Path, exit_status: int) -> None:
    """Make a Python whose tools end with a status, as if they had found something."""
    python = root / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True, exist_ok=True)
    python.write_text(
        "#!/bin/sh\n"
        f'case "$2" in {TOOLS}) exit {exit_status} ;; esac\n'
        f'exec "{sys.executable}" "$@"\n'
    )
    python.chmod(0o755)


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(root: Path) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "-m", "Change")


def release(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script; packages that the wheel needs are lent, because there is no network."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    lent = {"PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1", "PYTHONPATH": sysconfig.get_path("purelib")}
    return subprocess.run(
        [sys.executable, "scripts/release", *arguments],
        cwd=root,
        env=kept | lent,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def state(root: Path) -> tuple[str, str, str, list[str]]:
    """Return everything that a release changes."""
    dist = sorted(file.name for file in root.glob("dist/*"))
    return git(root, "rev-parse", "main"), git(root, "tag"), git(root, "status", "-s"), dist


def test_release_sets_version_dates_changelog_builds_and_tags(repository: Path) -> None:
    before = git(repository, "rev-parse", "main")
    done = release(repository, "0.2.0")
    assert done.returncode == 0, done.stderr
    assert "git push origin main v0.2.0" in done.stdout
    assert git(repository, "rev-parse", "main^") == before
    assert git(repository, "rev-parse", "v0.2.0^{commit}") == git(repository, "rev-parse", "main")
    assert git(repository, "log", "-1", "--format=%an %s") == "Ada Release 0.2.0"
    assert git(repository, "status", "--short") == ""
    assert '__version__ = "0.2.0"' in (repository / "evsrv" / "__init__.py").read_text()
    changelog = (repository / "CHANGELOG.md").read_text()
    assert re.search(
        r"## \[Unreleased\]\n\n## \[0\.2\.0\] - \d{4}-\d\d-\d\d\n\n### Added\n\n- A thing\.",
        changelog,
    )
    names = sorted(file.name for file in (repository / "dist").iterdir())
    assert names == ["evsrv-0.2.0-py3-none-any.whl", "evsrv-0.2.0.tar.gz"]
    with tarfile.open(repository / "dist" / names[1]) as archive:
        assert {"evsrv-0.2.0/README.md", "evsrv-0.2.0/docs/query.md"} <= set(archive.getnames())


def test_dry_run_tries_the_wheel_and_changes_nothing(repository: Path) -> None:
    before = state(repository)
    done = release(repository, "0.2.0", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "- A thing." in done.stdout
    assert "trying evsrv-0.2.0-py3-none-any.whl" in done.stderr
    assert state(repository) == before


def test_release_is_refused_if_a_check_fails(repository: Path) -> None:
    use_tools(repository, exit_status=1)
    before = state(repository)
    done = release(repository, "0.2.0")
    assert (done.returncode, "ruff check failed" in done.stderr) == (1, True)
    assert state(repository) == before


def leave_a_change(root: Path) -> None:
    (root / "README.md").write_text("changed")


def leave_the_branch(root: Path) -> None:
    git(root, "switch", "--quiet", "-c", "other")


def make_the_tag(root: Path) -> None:
    git(root, "tag", "v0.2.0")


def empty_the_changelog(root: Path) -> None:
    (root / "CHANGELOG.md").write_text("## [Unreleased]\n\n## [0.0.1] - 2026-01-01\n")
    commit(root)


def do_nothing(_root: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("prepare", "version", "message"),
    [
        (do_nothing, "v2", "v2 is not a version such as 1.2.3"),
        (do_nothing, "0.0.1", "0.0.1 is not above the current version, 0.0.1"),
        (leave_a_change, "0.2.0", "README.md"),
        (leave_the_branch, "0.2.0", "this is the branch other; a release is made of main"),
        (make_the_tag, "0.2.0", "the tag v0.2.0 exists already"),
        (empty_the_changelog, "0.2.0", "CHANGELOG.md has nothing under Unreleased"),
    ],
)
def test_unsafe_release_is_refused(
    repository: Path, prepare: Callable[[Path], None], version: str, message: str
) -> None:
    prepare(repository)
    before = state(repository)
    done = release(repository, version)
    assert done.returncode == 1
    assert message in done.stderr
    assert state(repository) == before
