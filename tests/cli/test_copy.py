"""`evsrv copy` between files, and what it refuses."""

from pathlib import Path

import pytest

from cli.conftest import Command
from cli.importing import event, lines


def test_file_is_copied_to_new_file(evsrv: Command, load: Command, tmp_path: Path) -> None:
    load(lines(event("a"), event("b")))
    result = evsrv("copy", "--from", "a.db", "--to", "b.db")
    assert result.exit_code == 0, result.output
    assert "events: 2 copied, 0 there already" in result.stderr
    exports = [
        evsrv("export", "--db", name, "--organization", "acme").stdout for name in ("a.db", "b.db")
    ]
    assert exports[0] == exports[1] != ""


def test_dry_run_of_copy_counts_and_makes_no_file(
    evsrv: Command, load: Command, tmp_path: Path
) -> None:
    load(lines(event("a"), event("b")))
    result = evsrv("copy", "--dry-run", "--from", "a.db", "--to", "b.db")
    assert result.exit_code == 0
    assert [line.split()[:3] for line in result.stdout.splitlines()[2:]] == [
        ["events", "acme", "2"]
    ]
    assert not (tmp_path / "b.db").exists()


def test_row_that_only_the_target_has_is_named(evsrv: Command, load: Command) -> None:
    load(lines(event("a")))
    evsrv("copy", "--from", "a.db", "--to", "b.db")
    evsrv("import", "--db", "b.db", "--organization", "acme", "-", stdin=lines(event("new")))
    result = evsrv("copy", "--verify-only", "--from", "a.db", "--to", "b.db")
    assert result.exit_code == 1
    assert "events of 'acme', only in the target: 1: 'new'" in result.stdout


def test_other_organizations_of_target_are_no_difference(evsrv: Command, load: Command) -> None:
    load(lines(event("a")))
    evsrv("import", "--db", "b.db", "--organization", "other", "-", stdin=lines(event("new")))
    result = evsrv("copy", "--from", "a.db", "--to", "b.db")
    assert result.exit_code == 0, result.output
    assert "other" not in result.stdout


@pytest.mark.parametrize("options", [(), ("--verify-only",), ("--dry-run",)])
def test_copy_of_missing_file_is_refused(
    evsrv: Command, tmp_path: Path, options: tuple[str, ...]
) -> None:
    result = evsrv("copy", *options, "--from", "none.db", "--to", "b.db")
    assert result.exit_code == 1
    assert result.stderr == "Error: none.db does not exist; name the file with --from\n"
    assert not list(tmp_path.glob("*.db"))


def test_comparison_with_missing_file_is_refused(evsrv: Command, load: Command) -> None:
    load(lines(event("a")))
    result = evsrv("copy", "--verify-only", "--from", "a.db", "--to", "b.db")
    assert result.exit_code == 1
    assert result.stderr == "Error: b.db does not exist; name the file with --to\n"


def test_copy_of_file_to_itself_is_refused(evsrv: Command, load: Command) -> None:
    load(lines(event("a")))
    result = evsrv("copy", "--from", "a.db", "--to", "./a.db")
    assert result.exit_code == 2
    assert "--from and --to are the same database" in result.stderr


def test_address_of_something_else_is_refused(evsrv: Command, tmp_path: Path) -> None:
    result = evsrv("copy", "--from", "mysql://u:hunter2@host/events", "--to", "b.db")
    assert result.exit_code == 2
    assert "postgresql://" in result.stderr
    assert "hunter2" not in result.output
    assert not list(tmp_path.iterdir())
