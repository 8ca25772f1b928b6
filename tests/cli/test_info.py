"""`evsrv info`, and the organization and project that commands infer."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Command
from cli.importing import event, lines

IMPORT = ("import", "--db", "a.db")


@pytest.fixture
def filled(evsrv: Command) -> Command:
    """Make a file with events of two organizations and feedback of one."""
    events = [event(str(n), type=f"t{n % 4}", createdAt=f"2026-03-{n:02}") for n in range(1, 10)]
    for one in events:
        one["createdAt"] += "T00:00:00Z"
    site = ("--organization", "acme", "--project", "site")
    feedback = {"type": "positive", "messageId": "m", "createdAt": "2026-03-02T10:15:00Z"}
    for options, data in (
        (site, lines(*events)),
        (("--organization", "other"), lines(event("\u202e\x1b", type="\x1b[2J"))),
        ((*site, "--dataset", "feedback"), lines(feedback)),
    ):
        loaded = evsrv(*IMPORT, *options, "-", stdin=data)
        assert loaded.exit_code == 0, loaded.output
    assert evsrv("keys", "create", "--db", "a.db", "--kind", "api", "--organization", "new")
    return evsrv


def test_info_json_has_rows_times_types_and_sizes(filled: Command) -> None:
    result = filled("info", "--db", "a.db", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    shown = json.loads(result.stdout)
    events, feedback, other = shown["contents"]
    assert events == {
        "organization": "acme",
        "project": "site",
        "dataset": "events",
        "rows": 9,
        "first": "2026-03-01T00:00:00.000Z",
        "last": "2026-03-09T00:00:00.000Z",
        "types": {"t1": 3, "t0": 2, "t2": 2},
    }
    assert (feedback["dataset"], feedback["types"]) == ("feedback", {"positive": 1})
    assert (other["organization"], other["project"], other["rows"]) == ("other", None, 1)
    assert shown["empty"] == [{"organization": "new", "project": None}]
    assert shown["version"] == shown["newest_version"]


def test_info_sizes_are_those_of_all_pages(filled: Command, tmp_path: Path) -> None:
    shown = json.loads(filled("info", "--db", "a.db", "--json").stdout)
    assert sum(size["bytes"] for size in shown["sizes"]) + shown["free_bytes"] == shown["bytes"]
    assert shown["bytes"] == (tmp_path / "a.db").stat().st_size
    names = {(size["table"], size["index"]) for size in shown["sizes"]}
    assert {("events", None), ("events", "events_of_project"), ("messages", None)} <= names


def test_info_prints_tables_without_control_characters(filled: Command) -> None:
    result = filled("info", "--db", "a.db")
    assert (result.exit_code, result.stderr) == (0, "")
    first, _, head, _, *rows = result.stdout.splitlines()
    assert first.startswith("a.db: version ")
    assert head.split() == ["organization", "project", "dataset", "rows", "first", "last", "types"]
    assert rows[0].split()[:4] == ["acme", "site", "events", "9"]
    assert rows[0].endswith("t1 3, t0 2, t2 2")
    assert rows[3].split() == ["new", "0"]
    assert "\x1b" not in result.stdout


def test_info_changes_nothing_and_makes_no_file(filled: Command, tmp_path: Path) -> None:
    before = (tmp_path / "a.db").read_bytes()
    filled("info", "--db", "a.db")
    assert (tmp_path / "a.db").read_bytes() == before
    missing = filled("info", "--db", "b.db")
    assert (missing.exit_code, missing.stderr) == (
        1,
        "Error: b.db does not exist; name the file with --db\n",
    )
    assert not (tmp_path / "b.db").exists()


def places(path: Path) -> dict[Any, Any]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT id, organization_id, project_id FROM events")
        return {id_: (organization, project) for id_, organization, project in rows}


def test_import_infers_only_organization_and_project_of_keys(
    evsrv: Command, tmp_path: Path
) -> None:
    options = ("--kind", "api", "--organization", "acme", "--project", "site")
    evsrv("keys", "create", "--db", "a.db", *options)
    data = lines(event("a"), event("b", projectId="blog"), event("c", projectId=None))
    result = evsrv(*IMPORT, "-", stdin=data)
    assert result.exit_code == 0, result.output
    assert places(tmp_path / "a.db") == {
        "a": ("acme", "site"),
        "b": ("acme", "blog"),
        "c": ("acme", None),
    }
    # There are several projects by now, and events without one.
    evsrv(*IMPORT, "-", stdin=lines(event("d")))
    assert places(tmp_path / "a.db")["d"] == ("acme", None)


def test_import_without_organization_into_new_file_asks_for_one(
    evsrv: Command, tmp_path: Path
) -> None:
    result = evsrv(*IMPORT, "-", stdin=lines(event("a")))
    assert result.exit_code == 2
    assert "name one with --organization; the database has none" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_import_takes_new_names_and_notes_those_near_to_known_ones(
    filled: Command, tmp_path: Path
) -> None:
    result = filled(*IMPORT, "--organization", "acne", "-", stdin=lines(event("x")))
    assert result.exit_code == 0
    note = "note: 'acne' is a new organization here; the nearest known one is 'acme'\n"
    assert result.stderr.startswith(note)
    options = ("--organization", "acme", "--project", "sites")
    result = filled(*IMPORT, *options, "-", stdin=lines(event("y")))
    assert "note: 'sites' is a new project here; the nearest known one is 'site'" in result.stderr
    result = filled(*IMPORT, "--organization", "different", "-", stdin=lines(event("z")))
    assert "note" not in result.stderr


def test_query_names_nearest_organization_and_project(filled: Command) -> None:
    for options, status, message in (
        (("--organization", "acne"), 1, "unknown organization 'acne'; did you mean 'acme'?"),
        (
            ("--organization", "acme", "--project", "sit"),
            1,
            "unknown project 'sit'; did you mean 'site'?",
        ),
        (("--organization", "other", "--project", "x"), 1, "'other' has no project"),
        ((), 2, "the database has several: acme, new, other"),
    ):
        result = filled("query", "--db", "a.db", *options, "{}")
        assert (result.exit_code, result.stdout) == (status, "")
        assert message in result.stderr
