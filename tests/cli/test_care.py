"""`evsrv backup`, `check` and `prune`."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlite.conversation_rows import add_conversation, add_feedback

from cli.conftest import Command
from evsrv.cli import main
from evsrv.core.event import Event
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.schema_versions import MIGRATIONS

VERSION = len(MIGRATIONS)


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run() -> Command:
    return lambda *arguments: CliRunner().invoke(main, arguments)


def event(id_: str, created_at: int, organization: str = "acme", project: str = "site") -> Event:
    return Event(
        id=id_,
        organization_id=organization,
        project_id=project,
        integration_id=None,
        event_type="message",
        type="sent",
        message_id="m",
        conversation_id=None,
        search_query=None,
        created_at=created_at,
        properties='{"plan":"pro"}',
        user_properties=None,
    )


@pytest.fixture
def db() -> str:
    async def fill() -> None:
        async with await SqliteEngine.open(Path("a.db"), readers=0) as store:
            await store.append(
                [
                    event("old", 1_767_225_599_999),
                    event("new", 1_767_225_600_000),
                    event("blog", 5, project="blog"),
                    event("other", 5, organization="other"),
                ]
            )

    asyncio.run(fill())
    return "a.db"


def ids(db: str) -> set[str]:
    with closing(sqlite3.connect(db)) as connection:
        return {id_ for (id_,) in connection.execute("SELECT id FROM events")}


def pruned(events: int, predicate: str) -> str:
    counts = {"events": events, "conversations": 0, "feedback": 0}
    return "".join(f"{rows} {name} {predicate}\n" for name, rows in counts.items())


def delete_property_keys(db: str) -> None:
    with closing(sqlite3.connect(db, isolation_level=None)) as connection:
        connection.execute("DELETE FROM property_keys")


def test_backup_copies_events_and_overwrites_only_with_force(run: Command, db: str) -> None:
    result = run("backup", "--db", db, "b.db")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"b.db: {Path('b.db').stat().st_size} bytes\n"
    assert ids("b.db") == ids(db)
    again = run("backup", "--db", db, "b.db")
    assert again.exit_code == 1
    assert again.stderr.startswith("Error: b.db exists already; ")
    assert run("backup", "--db", db, "--force", "b.db").exit_code == 0


def test_check_of_sound_file_prints_counts_and_ok(run: Command, db: str) -> None:
    result = run("check", "--db", db)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        f"a.db: version {VERSION} of {VERSION}\n"
        "      4 events\n"
        "      0 conversations\n"
        "      0 messages\n"
        "      0 feedback\n"
        "      0 api keys\n"
        "      3 property keys\n"
        "ok    integrity\n"
        "ok    schema\n"
        "ok    json\n"
        "ok    property keys\n"
        "ok    promoted columns\n"
        "ok    conversations\n"
        "ok    feedback\n"
    )


def test_check_of_inconsistent_file_lists_problems_and_fails(run: Command, db: str) -> None:
    delete_property_keys(db)
    result = run("check", "--db", db)
    assert (result.exit_code, result.stderr) == (1, "")
    *_, head, first, second, third, last, _, _ = result.stdout.splitlines()
    assert (head, last) == ("FAIL  property keys", "ok    promoted columns")
    assert sorted([first, second, third]) == [
        "      key 'plan' of properties of 'acme' is missing",
        "      key 'plan' of properties of 'acme' is missing",
        "      key 'plan' of properties of 'other' is missing",
    ]


def test_check_json_reports_counts_and_findings(run: Command, db: str) -> None:
    good = run("check", "--db", db, "--json")
    assert good.exit_code == 0
    assert json.loads(good.stdout) == {
        "file": "a.db",
        "version": VERSION,
        "newest_version": VERSION,
        "counts": {
            "events": 4,
            "conversations": 0,
            "messages": 0,
            "feedback": 0,
            "api_keys": 0,
            "property_keys": 3,
        },
        "findings": [
            {"check": check, "problems": []}
            for check in (
                *("integrity", "schema", "json", "property keys", "promoted columns"),
                *("conversations", "feedback"),
            )
        ],
        "ok": True,
    }
    delete_property_keys(db)
    bad = run("check", "--db", db, "--json")
    assert bad.exit_code == 1
    report = json.loads(bad.stdout)
    assert not report["ok"]
    assert len(report["findings"][3]["problems"]) == 3


@pytest.mark.parametrize(
    ("options", "gone"),
    [
        ([], {"old", "blog", "other"}),
        (["--organization", "acme"], {"old", "blog"}),
        (["--organization", "acme", "--project", "site"], {"old"}),
    ],
)
def test_prune_deletes_old_events_in_scope_and_dry_run_only_counts(
    run: Command, db: str, options: list[Any], gone: set[Any]
) -> None:
    everything = ids(db)
    arguments = ["prune", "--db", db, "--before", "2026-01-01", *options]
    counted = run(*arguments, "--dry-run")
    assert (counted.exit_code, counted.output) == (0, pruned(len(gone), "would be deleted"))
    assert ids(db) == everything
    result = run(*arguments)
    assert (result.exit_code, result.output) == (0, pruned(len(gone), "deleted"))
    assert ids(db) == everything - gone
    assert run("check", "--db", db).exit_code == 0
    assert run(*arguments).output == pruned(0, "deleted")


@pytest.mark.parametrize(
    ("named", "output"),
    [
        (["conversations"], "1 conversations deleted\n"),
        (["feedback", "events", "feedback"], "3 events deleted\n1 feedback deleted\n"),
        ([], "3 events deleted\n1 conversations deleted\n1 feedback deleted\n"),
    ],
)
def test_prune_deletes_named_datasets_or_all(
    run: Command, db: str, named: list[Any], output: str
) -> None:
    with closing(sqlite3.connect(db)) as connection, connection:
        add_conversation(connection, "c", updated_at=5)
        add_feedback(connection, "f", created_at=5)
    options = [option for name in named for option in ("--dataset", name)]
    arguments = ["prune", "--db", db, "--before", "2026-01-01", *options]
    counted = run(*arguments, "--dry-run").output
    assert counted == output.replace("deleted", "would be deleted")
    assert run(*arguments).output == output
    assert run("check", "--db", db).exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--before", "yesterday"],
        ["--before", "2026-02-30"],
        ["--before", "2026-01-01", "--project", "site"],
        ["--before", "2026-01-01", "--dataset", "messages"],
    ],
)
def test_prune_with_missing_or_invalid_options_deletes_nothing(
    run: Command, db: str, arguments: list[Any]
) -> None:
    everything = ids(db)
    assert run("prune", "--db", db, *arguments).exit_code == 2
    assert ids(db) == everything


@pytest.mark.parametrize(
    "arguments",
    [
        ["backup", "b.db"],
        ["check"],
        ["prune", "--before", "2026-01-01"],
        ["prune", "--before", "2026-01-01", "--dry-run"],
        ["delete", "--user", "u"],
        ["delete", "--user", "u", "--dry-run"],
    ],
)
def test_maintenance_command_does_not_create_missing_file(
    run: Command, directory: Path, arguments: list[str]
) -> None:
    name, *rest = arguments
    result = run(name, "--db", "a.db", *rest)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: a.db does not exist; name the file with --db\n"
    assert list(directory.iterdir()) == []
