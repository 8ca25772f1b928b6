"""`evsrv import --dataset`: conversations and feedback."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Command
from cli.importing import OPTIONS, lines
from evsrv.sqlite.maintenance.check import check_file


def conversation(name: str, *messages: Any, **members: Any) -> dict[str, Any]:
    """Return a conversation with these messages, as `POST /conversations` takes it."""
    times = {"createdAt": "2026-03-02T10:15:00Z", "updatedAt": "2026-03-02T10:16:00Z"}
    asked = [{"id": id_, "role": "user", "content": "why?", **times} for id_ in messages or ["m"]]
    return {"id": name, "type": "openai", "messages": asked, **times, **members}


def feedback(name: str, message: str = "m", **members: Any) -> dict[str, Any]:
    return {
        "id": name,
        "type": "positive",
        "messageId": message,
        "createdAt": "2026-03-02T10:17:00Z",
        **members,
    }


def summary(dataset: str, stored: int = 0, duplicates: int = 0, bad: int = 0) -> str:
    return f"a.db: {stored} {dataset} stored, {duplicates} duplicates, {bad} bad lines\n"


@pytest.fixture
def load_dataset(evsrv: Command) -> Command:
    """Import lines of a dataset into the project `site` of `acme` in `a.db`."""
    return lambda dataset, *documents, options=OPTIONS: evsrv(
        *options, "--dataset", dataset, "-", stdin=lines(*documents)
    )


@pytest.fixture
def rows(tmp_path: Path) -> Callable[[str], list[Any]]:
    """Return a function that runs SQL on `a.db`."""

    def rows(sql: str) -> Any:
        with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
            return connection.execute(sql).fetchall()

    return rows


def test_import_stores_conversations_and_joins_feedback(
    load_dataset: Command, rows: Callable[[str], list[Any]], tmp_path: Path
) -> None:
    first = load_dataset("feedback", feedback("ahead", "m2"), feedback("lost", "m9"))
    assert (first.exit_code, first.stderr) == (0, summary("feedback", stored=2))
    result = load_dataset("conversations", conversation("a", "m1", "m2"), conversation("b"))
    assert (result.exit_code, result.stderr) == (0, summary("conversations", stored=2))
    load_dataset("feedback", feedback("after", "m1"))
    assert rows("SELECT id, conversation_id FROM feedback ORDER BY id") == [
        ("after", "a"),
        ("ahead", "a"),
        ("lost", None),
    ]
    counts = rows("SELECT id, project_id, user_message_count FROM conversations ORDER BY id")
    assert counts == [("a", "site", 2), ("b", "site", 1)]
    assert check_file(tmp_path / "a.db").ok


def test_repeated_import_of_conversations_and_feedback_reports_duplicates(
    load_dataset: Command, rows: Callable[[str], list[Any]]
) -> None:
    conversations = [conversation("a", "m1", "m2"), conversation("b", loggedWith="web")]
    given = [feedback("f", "m1"), feedback("g", loggedWith="web")]
    for dataset, documents in (("conversations", conversations), ("feedback", given)):
        assert load_dataset(dataset, *documents).stderr == summary(dataset, stored=2)
        again = load_dataset(dataset, *documents)
        assert (again.exit_code, again.stderr) == (0, summary(dataset, duplicates=2))
    assert rows("SELECT count(*) FROM messages") == [(3,)]


def test_import_updates_conversation_and_feedback_that_changed(
    load_dataset: Command, rows: Callable[[str], list[Any]]
) -> None:
    load_dataset("conversations", conversation("a", "m1", "m2"))
    load_dataset("feedback", feedback("f", "m2"))
    changed = load_dataset("conversations", conversation("a", "m1", "m3", "m4", tags=["x"]))
    assert changed.stderr == summary("conversations", stored=1)
    assert rows("SELECT id FROM messages ORDER BY position") == [("m1",), ("m3",), ("m4",)]
    assert rows("SELECT tags FROM conversations") == [('["x"]',)]
    # The update dropped its message.
    assert rows("SELECT conversation_id FROM feedback") == [(None,)]
    changed = load_dataset("feedback", feedback("f", "m4", type="negative"))
    assert changed.stderr == summary("feedback", stored=1)
    assert rows("SELECT type, conversation_id FROM feedback") == [("negative", "a")]


def test_import_stores_kind_of_key_that_line_names(
    load_dataset: Command, rows: Callable[[str], list[Any]]
) -> None:
    load_dataset(
        "conversations",
        conversation("a"),
        conversation("b", loggedWith="web"),
        conversation("c", loggedWith="api"),
        conversation("d", loggedWith=None),
    )
    load_dataset("feedback", feedback("e"), feedback("f", loggedWith="web"))
    assert rows("SELECT id, logged_with FROM conversations ORDER BY id") == [
        ("a", "api"),
        ("b", "web"),
        ("c", "api"),
        ("d", "api"),
    ]
    assert rows("SELECT logged_with FROM feedback ORDER BY id") == [("api",), ("web",)]


@pytest.mark.parametrize(
    ("dataset", "line", "message"),
    [
        ("conversations", conversation("x", type="chat"), "/type"),
        ("conversations", conversation("x", messages=[]), "/messages"),
        ("conversations", conversation("x", loggedWith="read"), "/loggedWith: expected 'api' or"),
        ("conversations", conversation("x", loggedWith=[]), "/loggedWith: expected 'api' or"),
        ("conversations", conversation("x", "m", "m"), "/messages/1/id"),
        ("conversations", conversation("x", projectId="blog"), "does not cover the project"),
        # These contradict what is stored.
        ("conversations", conversation("x", externalId="taken"), "/externalId: another"),
        ("conversations", conversation("first", type="support_ticket"), "/type: this conv"),
        ("feedback", feedback("x", type="good"), "/type"),
        ("feedback", feedback("x", loggedWith="read"), "/loggedWith: expected 'api' or 'web'"),
        ("feedback", feedback("x", projectId="blog"), "does not cover the project"),
        ("feedback", feedback("x", projectId=5), "/projectId: expected a string or null"),
        ("feedback", feedback("x", reasons=[{"label": "a"}]), "/reasons/0"),
    ],
)
def test_import_reports_bad_line_and_stores_the_others(
    load_dataset: Command, rows: Callable[[str], list[Any]], dataset: str, line: Any, message: str
) -> None:
    load_dataset("conversations", conversation("first", externalId="taken"))
    good = {"conversations": conversation, "feedback": feedback}[dataset]
    result = load_dataset(dataset, good("before"), line, good("after"))
    bad_line, last = result.stderr.splitlines(keepends=True)
    assert bad_line.startswith("line 2: ")
    assert message in bad_line
    assert (result.exit_code, last) == (1, summary(dataset, stored=2, bad=1))
    ids = {id_ for (id_,) in rows(f"SELECT id FROM {dataset}")}
    assert ids - {"first"} == {"before", "after"}


def test_import_takes_project_from_line_unless_given(
    load_dataset: Command, rows: Callable[[str], list[Any]]
) -> None:
    options = ("import", "--db", "a.db", "--organization", "acme")
    load_dataset(
        "conversations",
        conversation("a", "m1", projectId="blog", integrationId="bot"),
        conversation("b", "m2"),
        options=options,
    )
    load_dataset(
        "feedback",
        feedback("named", "m7", projectId="shop", integrationId="site"),
        feedback("of its message", "m1"),
        feedback("of none", "m8"),
        options=options,
    )
    assert rows("SELECT project_id, integration_id FROM conversations ORDER BY id") == [
        ("blog", "bot"),
        (None, None),
    ]
    assert rows("SELECT id, project_id, integration_id FROM feedback ORDER BY id") == [
        ("named", "shop", "site"),
        ("of its message", "blog", "bot"),
        ("of none", None, None),
    ]


def test_import_keeps_no_limits_of_http(
    load_dataset: Command, rows: Callable[[str], list[Any]]
) -> None:
    long = conversation("a", *(f"m{number}" for number in range(3_000)))
    long["messages"][0]["content"] = "x" * 2_500_000
    future = "2999-01-01T00:00:00Z"
    result = load_dataset("conversations", {**long, "createdAt": future, "loggedWith": "web"})
    assert result.stderr == summary("conversations", stored=1)
    assert rows("SELECT count(*) FROM messages") == [(3_000,)]


def test_import_stores_many_batches_of_conversations(
    load_dataset: Command, rows: Callable[[str], list[Any]], tmp_path: Path
) -> None:
    conversations = [conversation(f"c{n}", f"m{n}", f"n{n}") for n in range(2_300)]
    result = load_dataset("conversations", *conversations)
    assert result.stderr == summary("conversations", stored=2_300)
    assert rows("SELECT count(*), max(user_message_count) FROM conversations") == [(2_300, 2)]


def test_import_refuses_unknown_dataset(load_dataset: Command, tmp_path: Path) -> None:
    result = load_dataset("messages")
    assert result.exit_code == 2
    assert "'messages' is not one of 'events', 'conversations', 'feedback'" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_import_of_shown_conversation_changes_nothing(
    load_dataset: Command, rows: Callable[[str], list[Any]]
) -> None:
    """As an export writes it: with all members, null or not."""
    load_dataset("conversations", conversation("a", "m1", "m2"))
    before = rows("SELECT * FROM conversations"), rows("SELECT * FROM messages")
    shown = conversation("a", "m1", "m2", externalId=None, tags=None, visibility=None)
    for message in shown["messages"]:
        message |= {"links": None, "tool_calls": None, "conversationId": "a", "type": "openai"}
    shown["messagesOpenAIFormat"] = [{"role": "user", "content": "why?"}]
    assert load_dataset("conversations", shown).stderr == summary("conversations", duplicates=1)
    assert (rows("SELECT * FROM conversations"), rows("SELECT * FROM messages")) == before


def test_import_reads_lines_as_json(load_dataset: Command, evsrv: Command) -> None:
    data = b"\xef\xbb\xbf\n" + json.dumps(conversation("a")).encode() + b"\r\n{\n"
    result = evsrv(*OPTIONS, "--dataset", "conversations", "-", stdin=data)
    assert result.exit_code == 1
    assert result.stderr.startswith("line 3: the line is not JSON")
    assert result.stderr.endswith(summary("conversations", stored=1, bad=1))
