import io
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from evsrv.cli.progress import progress
from evsrv.cli.seed import command
from evsrv.seeding import PROFILES
from evsrv.sqlite.maintenance.check import check_file


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "seeded.db"


def _seed(file: Path, *arguments: Any) -> Any:
    return CliRunner().invoke(command, ["--db", str(file), *arguments])


def _rows(file: Path) -> Any:
    with sqlite3.connect(file) as connection:
        rows = connection.execute(
            "select id, organization_id, project_id, created_at, properties from events order by id"
        ).fetchall()
    connection.close()
    return rows


def _counts(file: Path) -> dict[Any, Any]:
    with closing(sqlite3.connect(file)) as connection:
        return {
            table: connection.execute(f"select count(*) from {table}").fetchone()[0]
            for table in ("conversations", "messages", "feedback")
        }


def test_it_makes_the_file_and_says_so_on_stderr_alone(file: Path) -> None:
    result = _seed(file, "--events", "1200", "--days", "7")
    assert (result.exit_code, result.stdout) == (0, "")
    lines = result.stderr.splitlines()
    assert lines[0] == f"{file}: 1200 events stored, 0 duplicates"
    counts = _counts(file)
    assert lines[1:] == [
        f"{file}: {counts['conversations']} conversations stored, 0 duplicates",
        f"{file}: {counts['feedback']} feedback stored, 0 duplicates",
    ]
    assert counts["messages"] > counts["conversations"] > counts["feedback"] > 5
    rows = _rows(file)
    assert len(rows) == 1200
    assert {row[1:3] for row in rows} == {("demo", "demo")}


def test_again_finds_duplicates(file: Path, tmp_path: Path) -> None:
    _seed(file, "--events", "150")
    before = _rows(file)
    result = _seed(file, "--events", "150")
    assert result.exit_code == 0
    counts = _counts(file)
    assert [line.partition(": ")[2] for line in result.stderr.splitlines()] == [
        f"0 {name} stored, {rows} duplicates"
        for name, rows in ({"events": 150} | counts).items()
        if name != "messages"
    ]
    assert _rows(file) == before
    other = tmp_path / "other.db"
    _seed(other, "--events", "150")
    assert _rows(other) == before


def test_the_options_arrive(file: Path) -> None:
    arguments = ["--events", "30", "--days", "2", "--seed", "9", "--organization", "acme"]
    _seed(file, *arguments, "--project", "site", "--until", "2024-03-01T12:00+01:00")
    rows = _rows(file)
    assert {row[1:3] for row in rows} == {("acme", "site")}
    end = 1_709_290_800_000
    assert all(end - 2 * 86_400_000 <= row[3] < end for row in rows)


@pytest.mark.parametrize("profile", PROFILES)
def test_seeded_file_passes_the_check(file: Path, profile: str) -> None:
    assert _seed(file, "--events", "600", "--days", "9", "--profile", profile).exit_code == 0
    assert check_file(file).ok
    with closing(sqlite3.connect(file)) as connection:
        (unjoined, joined) = connection.execute(
            "select count(*) filter (where conversation is null), count(conversation) from feedback"
        ).fetchone()
    assert unjoined == 0
    assert joined > 3


def test_widget_profile_has_the_events_of_the_widget_only(file: Path) -> None:
    _seed(file, "--events", "600", "--days", "9", "--profile", "widget")
    with closing(sqlite3.connect(file)) as connection:
        types = {type_ for (type_,) in connection.execute("select distinct type from events")}
        kinds = set(connection.execute("select distinct logged_with from conversations"))
    assert {"user_message_submitted", "search_query_response_received"} <= types
    assert "chat_opened" not in types
    assert kinds == {("web",)}


def test_seeded_conversations_belong_to_their_project(file: Path) -> None:
    _seed(file, "--events", "100", "--organization", "acme", "--project", "site")
    with closing(sqlite3.connect(file)) as connection:
        places = connection.execute(
            "select organization_id, project_id from conversations union"
            " select organization_id, project_id from feedback"
        ).fetchall()
    assert places == [("acme", "site")]


def test_until_now(file: Path) -> None:
    assert _seed(file, "--events", "3", "--days", "1", "--until", "now").exit_code == 0
    assert _rows(file)[0][3] > 1_700_000_000_000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--until", "tomorrow"],
            "'tomorrow' is neither a date or time such as 2026-01-31 nor 'now'",
        ),
        (["--until", "2026-02-30"], "there is no day 2026-02-30"),
        (["--days", "30000"], "before 1970"),
        (["--events", "-1"], "-1 is not in the range"),
        (["--profile", "shop"], "'shop' is not one of 'site', 'widget'"),
    ],
)
def test_refusals_make_no_file(file: Path, arguments: list[str], message: str) -> None:
    result = _seed(file, *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not file.exists()


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("length", [10, None])
def test_the_bar_is_for_terminals(monkeypatch: pytest.MonkeyPatch, length: int | None) -> None:
    terminal = _Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with progress("Working", length) as done:
        for _ in range(10):
            done(1)
    assert "Working" in terminal.getvalue()
    assert ("100%" in terminal.getvalue()) is (length is not None)


def test_no_bar_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = io.StringIO()
    monkeypatch.setattr("sys.stderr", plain)
    with progress("Working", 1) as done:
        done(1)
    assert plain.getvalue() == ""
