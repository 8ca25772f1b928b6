"""`evsrv delete`: the rows of a filter, or everything of a person."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlite.conversation_rows import ids_by_table

from cli.conftest import Command
from cli.importing import event, lines
from evsrv.core.datasets import DATASETS
from evsrv.sqlite.maintenance.check import check_file

Left = Callable[[], dict[str, Any]]

USER = {"userProperties": {"userId": "u-1"}}
EVENTS = [
    event("by userId", **USER),
    event("by id", userProperties={"id": "u-1", "userId": "other"}),
    event("by number", userProperties={"id": 7}),
    event("in properties", properties={"userId": "u-1"}),
    event("longer", userProperties={"userId": "u-10"}),
    event("array", userProperties={"userId": ["u-1"]}),
    event("none"),
    event("blog", **USER, projectId="blog"),
]


def conversation(name: str, *messages: Any, **members: Any) -> dict[str, Any]:
    return {"id": name, "type": "openai", "messages": list(messages), **members}


def message(id_: str, role: str = "user", **members: Any) -> dict[str, Any]:
    return {"id": id_, "role": role, "content": f"text of {id_}", **members}


CONVERSATIONS = [
    conversation("own", message("m1"), message("m2", "assistant"), **USER),
    conversation("by message", message("m3"), message("m4", userProperties={"id": "u-1"})),
    conversation("of assistant", message("m5"), message("m6", "assistant", **USER)),
    conversation("of other", message("m7"), userProperties={"userId": "u-2"}),
]
FEEDBACK = [
    {"id": "own", "type": "positive", "messageId": "m7", **USER},
    {"id": "on own conversation", "type": "positive", "messageId": "m2"},
    {"id": "of other", "type": "negative", "messageId": "m7"},
]
DOCUMENTS: dict[str, list[Any]] = {
    "events": EVENTS,
    "conversations": CONVERSATIONS,
    "feedback": FEEDBACK,
}
TYPE = '{"condition": {"field": "type", "operator": "eq", "value": "sent"}}'


@pytest.fixture
def full(evsrv: Command) -> Command:
    """Import all documents into the project `site` of `acme` in `a.db`, two into others."""
    for dataset, documents in DOCUMENTS.items():
        sent = [{"projectId": "site", **document} for document in documents]
        options = ("--db", "a.db", "--organization", "acme", "--dataset", dataset)
        loaded = evsrv("import", *options, "-", stdin=lines(*sent))
        assert loaded.exit_code == 0, loaded.output
    other = lines(event("other", **USER))
    evsrv("import", "--db", "a.db", "--organization", "other", "-", stdin=other)
    return lambda *arguments, **environ: evsrv(
        "delete", "--db", "a.db", "--organization", "acme", *arguments, **environ
    )


@pytest.fixture
def left(tmp_path: Path) -> Left:
    """Return a function that lists the ids in the file by table."""

    def left() -> dict[str, Any]:
        assert check_file(tmp_path / "a.db").ok
        with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
            events = {id_ for (id_,) in connection.execute("SELECT id FROM events")}
            return {"events": events, **ids_by_table(connection)}

    return left


def test_delete_of_user_takes_rows_of_all_datasets(full: Command, left: Left) -> None:
    before = left()
    counted = full("--user", "u-1", "--dry-run")
    assert (counted.exit_code, counted.stdout) == (
        0,
        "3 of 8 events would be deleted\n"
        "2 of 4 conversations would be deleted\n"
        "2 of 3 feedback would be deleted\n",
    )
    assert left() == before
    result = full("--user", "u-1")
    assert (result.exit_code, result.stdout) == (
        0,
        "3 of 8 events deleted, 5 are left\n"
        "2 of 4 conversations deleted, 2 are left\n"
        "2 of 3 feedback deleted, 1 are left\n",
    )
    assert left() == {
        "events": before["events"] - {"by userId", "by id", "blog"},
        "conversations": {"of assistant", "of other"},
        "messages": {"m5", "m6", "m7"},
        "feedback": {"of other"},
    }
    assert full("--user", "u-1").stdout.startswith("0 of 5 events deleted, 5 are left\n")


def test_delete_of_user_finds_number_and_keeps_other_projects(full: Command, left: Left) -> None:
    assert full("--user", "7").stdout.startswith("1 of 8 events deleted")
    assert "by number" not in left()["events"]
    assert full("--user", "u-1", "--project", "blog").stdout == (
        "1 of 1 events deleted, 0 are left\n"
        "0 of 0 conversations deleted, 0 are left\n"
        "0 of 0 feedback deleted, 0 are left\n"
    )
    assert "by userId" in left()["events"]


def test_delete_of_user_follows_setting(full: Command, left: Left, tmp_path: Path) -> None:
    (tmp_path / "evsrv.toml").write_text("user = ['properties.userId']")
    full("--user", "u-1")
    assert left()["events"] == {one["id"] for one in EVENTS} - {"in properties"} | {"other"}
    assert full("--user", "u-1", EVSRV_USER="userProperties.id").exit_code == 0
    assert left()["conversations"] == {"own", "of assistant", "of other"}


@pytest.mark.parametrize("named", [["events"], ["feedback"], ["conversations", "events"]])
def test_delete_of_user_takes_named_datasets_only(
    full: Command, left: Left, named: list[str]
) -> None:
    before = left()
    result = full("--user", "u-1", *(part for name in named for part in ("--dataset", name)))
    assert result.exit_code == 0, result.output
    after = left()
    changed = {name for name in DATASETS if after[name] != before[name]}
    # Feedback goes with its conversation.
    assert changed == {*named} | ({"feedback"} if "conversations" in named else set())


def test_delete_by_filter_takes_events_unless_dataset_is_named(full: Command, left: Left) -> None:
    where = '{"condition": {"field": "id", "operator": "in", "value": ["none", "own"]}}'
    assert full("--where", where).stdout == "1 of 8 events deleted, 7 are left\n"
    assert full("--where", where, "--dataset", "feedback").stdout == (
        "1 of 3 feedback deleted, 2 are left\n"
    )
    result = full("--where", where, "--dataset", "conversations")
    assert result.stdout == (
        "1 of 4 conversations deleted, 3 are left\n1 of 2 feedback deleted, 1 are left\n"
    )
    assert left()["messages"] == {"m3", "m4", "m5", "m6", "m7"}


def test_delete_keeps_keys_and_promoted_columns_true(
    full: Command, left: Left, evsrv: Command, tmp_path: Path
) -> None:
    evsrv("promote", "--db", "a.db", "userProperties.userId", "userProperties.id")
    full("--user", "u-1")
    assert left()["events"] >= {"by number", "longer", "other"}
    full("--where", '{"not": {"condition": {"field": "id", "operator": "eq", "value": "none"}}}')
    assert left()["events"] == {"none", "other"}
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        keys = connection.execute("SELECT organization_id, key FROM property_keys").fetchall()
    assert keys == [("other", "userId")]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        ((), 2, "name the rows, either with --where or with --user"),
        (("--where", TYPE, "--user", "u"), 2, "either with --where or with --user"),
        (("--where", "{}"), 1, "/where: "),
        (("--where", "{"), 1, "--where is not JSON"),
        (
            ("--where", TYPE.replace("type", "typ")),
            1,
            "/where/condition/field: unknown field 'typ'; did you mean 'type'?",
        ),
        (
            ("--where", TYPE.replace("type", "createdAt"), "--dataset", "conversations"),
            1,
            "/where/condition/field: unknown field 'createdAt'",
        ),
        (("--where", TYPE, "--project", "sit"), 1, "did you mean 'site'?"),
        (("--where", TYPE, "--organization", "acne"), 1, "did you mean 'acme'?"),
    ],
)
def test_delete_with_missing_or_bad_options_deletes_nothing(
    full: Command, left: Left, arguments: tuple[Any, ...], status: int, message: str
) -> None:
    before = left()
    result = full(*arguments)
    assert (result.exit_code, result.stdout) == (status, "")
    assert message in result.stderr
    assert left() == before


def test_delete_of_several_organizations_asks_for_one(
    full: Command, left: Left, evsrv: Command
) -> None:
    before = left()
    result = evsrv("delete", "--db", "a.db", "--user", "u-1")
    assert result.exit_code == 2
    assert "the database has several: acme, other" in result.stderr
    assert left() == before


def test_secure_delete_leaves_no_text_of_deleted_rows_in_file(
    evsrv: Command, tmp_path: Path
) -> None:
    secret = "s3cret-" * 40
    events = [
        event(
            f"{'secret-id' if n % 3 else 'kept'}-{n}",
            type="secret-type" if n % 3 else "kept-type",
            properties={"secret-key" if n % 3 else "kept-key": f"{secret if n % 3 else 'ok'}{n}"},
            userProperties={"userId": "secret-user" if n % 3 else "kept-user"},
        )
        for n in range(3000)
    ]
    asked = conversation(
        "secret-conversation",
        message("secret-message", userProperties={"userId": "secret-user"}),
        *(message(f"secret-message-{n}", "assistant") for n in range(600)),
    )
    rated = {"id": "secret-feedback", "type": "positive", "messageId": "secret-message"}
    for dataset, documents in (
        ("events", events),
        ("conversations", [asked]),
        ("feedback", [{**rated, "reasons": [{"label": secret, "details": secret}]}]),
    ):
        options = ("--db", "a.db", "--organization", "acme", "--dataset", dataset)
        assert evsrv("import", *options, "-", stdin=lines(*documents)).exit_code == 0
    assert evsrv("promote", "--db", "a.db", "userProperties.userId").exit_code == 0
    # Rows that were deleted before, in free space by now.
    evsrv("delete", "--db", "a.db", "--where", json.dumps(_ids("secret-id-1", "secret-id-2")))
    assert b"s3cret-" in (tmp_path / "a.db").read_bytes()
    result = evsrv("delete", "--db", "a.db", "--user", "secret-user", "--secure")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("1998 of 2998 events deleted, 1000 are left\n")
    for path in tmp_path.iterdir():
        data = path.read_bytes().lower()
        assert b"s3cret" not in data, path
        assert b"secret" not in data, path
    assert b"kept-user" in (tmp_path / "a.db").read_bytes()
    assert check_file(tmp_path / "a.db").ok


def _ids(*ids: Any) -> dict[str, Any]:
    return {"condition": {"field": "id", "operator": "in", "value": list(ids)}}
