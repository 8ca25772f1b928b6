"""Plant bugs one by one and check that the tests catch them: python -m semantics.mutants [NAME...]

The tests run on a copy of the tree, and assert that they import this copy.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from columnar.planted import COPY_BUGS

from semantics.language.planted import LANGUAGE_BUGS
from semantics.planted import BUGS, Bug

ROOT = Path(__file__).parents[2]
COPIED = ("evsrv", "plugins", "schemas", "scripts", "tests", "pyproject.toml")
# The fastest tests come first, because the first failure ends a run.
TESTS = [
    f"tests/semantics/test_{name}.py"
    for name in ("logic", "datasets", "pairs", "sums", "filters", "answers", "http")
]
LANGUAGE_TESTS = [
    f"tests/semantics/language/test_{name}.py" for name in ("features", "moments", "whole_queries")
]

COPY_TESTS = [
    "tests/columnar/test_number_comparisons.py",
    "tests/columnar/test_plain_groups.py",
    "tests/columnar/test_project_codes.py",
    "tests/columnar/test_time_buckets.py",
    "tests/columnar/test_answers_of_copies.py",
    "tests/columnar/test_freshness_of_copies.py",
    "tests/columnar/test_composition.py",
    "tests/columnar/test_failures_of_copies.py",
    "tests/columnar/test_erasure_of_copies.py",
    "tests/semantics/test_sums.py",
    *LANGUAGE_TESTS,
    "tests/columnar/test_walls_of_copies.py",
    "tests/columnar/test_states_of_copies.py",
    "tests/semantics/test_pairs.py",
    "tests/semantics/test_answers.py",
]


# pytest imports evsrv first, as a plugin whose assertions it rewrites.
_RUN = """
import importlib.util, sys, pytest
found = importlib.util.find_spec("evsrv").origin
if not found.startswith(sys.argv[1]):
    print("the tests would import", found)
    sys.exit(4)
sys.exit(pytest.main(sys.argv[2:]))
"""


class Moved(Exception):
    """Raised if the text that a bug replaces is no longer in the code exactly once."""


def copy_of_tree(folder: Path) -> Path:
    """Copy the files that the tests need."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    return folder


def run_tests(tree: Path, tests: Iterable[str]) -> subprocess.CompletedProcess[str]:
    """Run tests of a tree until the first failure."""
    environment = {**os.environ, "SEMANTICS_SHRINK": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PYTHONPATH", None)
    return subprocess.run(
        [
            sys.executable,
            "-c",
            _RUN,
            str(tree),
            "-qx",
            "-p",
            "no:cacheprovider",
            "--tb=line",
            *tests,
        ],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def tests_of(bug: Bug) -> list[str]:
    """Return the tests that have to catch a bug."""
    if bug in COPY_BUGS:
        return COPY_TESTS
    return LANGUAGE_TESTS if bug in LANGUAGE_BUGS else TESTS


def is_caught(tree: Path, bug: Bug) -> bool:
    """Plant a bug, run the tests and restore the code; raise `Moved` if that is impossible."""
    file = tree / "evsrv" / bug.file
    right = file.read_text()
    if (places := right.count(bug.old)) != 1:
        raise Moved(f"{bug.name}: its text is {places} times in {bug.file}, not once:\n{bug.old}")
    file.write_text(right.replace(bug.old, bug.new))
    try:
        compile(file.read_text(), str(file), "exec")
        run = run_tests(tree, tests_of(bug))
    finally:
        file.write_text(right)
    # Exit status 1 is a failed test; any other status means that the tests could not run.
    if run.returncode not in (0, 1):
        raise Moved(f"{bug.name}: the tests did not run:\n{run.stdout}{run.stderr}")
    return run.returncode == 1


def main(names: list[str]) -> int:
    """Print a table and return the exit status, which is 1 if a bug is not caught."""
    every = (*BUGS, *LANGUAGE_BUGS, *COPY_BUGS)
    bugs = [bug for bug in every if not names or bug.name in names]
    if not bugs:
        sys.exit(f"no such bug; there are: {'; '.join(bug.name for bug in every)}")
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        tree = copy_of_tree(Path(folder).resolve())
        if (
            clean := run_tests(tree, dict.fromkeys([*LANGUAGE_TESTS, *TESTS, *COPY_TESTS]))
        ).returncode != 0:
            print(clean.stdout, clean.stderr, sep="\n")
            sys.exit("the tests fail without any bug")
        caught = 0
        for bug in bugs:
            since = time.monotonic()
            is_one = is_caught(tree, bug)
            caught += is_one
            verdict = "caught" if is_one else "NOT caught"
            print(f"{verdict:10} {bug.name} ({time.monotonic() - since:.0f} s)", flush=True)
    print(f"{caught} of {len(bugs)} caught in {time.monotonic() - started:.0f} s")
    return 0 if caught == len(bugs) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Moved as error:
        sys.exit(f"mutants: {error}")
