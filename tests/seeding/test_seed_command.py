import io
import sqlite3

import pytest
from click.testing import CliRunner

from evsrv.cli.progress import progress
from evsrv.cli.seed import command


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "seeded.db"


def _seed(file, *arguments):
    return CliRunner().invoke(command, ["--db", str(file), *arguments])


def _rows(file):
    with sqlite3.connect(file) as connection:
        rows = connection.execute(
            "select id, organization_id, project_id, created_at, properties from events order by id"
        ).fetchall()
    connection.close()
    return rows


def test_it_makes_the_file_and_says_so_on_stderr_alone(file):
    result = _seed(file, "--events", "1200", "--days", "7")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"{file}: 1200 events stored, 0 duplicates\n"
    rows = _rows(file)
    assert len(rows) == 1200
    assert {row[1:3] for row in rows} == {("demo", "demo")}


def test_again_finds_duplicates(file, tmp_path):
    _seed(file, "--events", "150")
    before = _rows(file)
    result = _seed(file, "--events", "150")
    assert result.exit_code == 0
    assert "0 events stored, 150 duplicates" in result.stderr
    assert _rows(file) == before
    other = tmp_path / "other.db"
    _seed(other, "--events", "150")
    assert _rows(other) == before


def test_the_options_arrive(file):
    arguments = ["--events", "30", "--days", "2", "--seed", "9", "--organization", "acme"]
    _seed(file, *arguments, "--project", "site", "--until", "2024-03-01T12:00+01:00")
    rows = _rows(file)
    assert {row[1:3] for row in rows} == {("acme", "site")}
    end = 1_709_290_800_000
    assert all(end - 2 * 86_400_000 <= row[3] < end for row in rows)


def test_until_now(file):
    assert _seed(file, "--events", "3", "--days", "1", "--until", "now").exit_code == 0
    assert _rows(file)[0][3] > 1_700_000_000_000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--until", "tomorrow"], "'tomorrow' is neither an ISO 8601 date or time nor 'now'"),
        (["--until", "2026-02-30"], "there is no day 2026-02-30"),
        (["--days", "30000"], "before 1970"),
        (["--events", "-1"], "-1 is not in the range"),
    ],
)
def test_refusals_make_no_file(file, arguments, message):
    result = _seed(file, *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not file.exists()


class _Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("length", [10, None])
def test_the_bar_is_for_terminals(monkeypatch, length):
    terminal = _Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with progress("Working", length) as done:
        for _ in range(10):
            done(1)
    assert "Working" in terminal.getvalue()
    assert ("100%" in terminal.getvalue()) is (length is not None)


def test_no_bar_without_a_terminal(monkeypatch):
    plain = io.StringIO()
    monkeypatch.setattr("sys.stderr", plain)
    with progress("Working", 1) as done:
        done(1)
    assert plain.getvalue() == ""
