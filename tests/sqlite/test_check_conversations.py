import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.maintenance.check import check_file
from sqlite.conversation_rows import add_conversation, add_feedback
from sqlite.old_files import unpack_version_4


@pytest.fixture
async def sound(path: Path) -> Path:
    """Return a file with conversations that share a message, and feedback on it and on none."""

    def fill(connection: sqlite3.Connection) -> None:
        first = add_conversation(connection, "first", ["m1", "m2", "shared"])
        add_conversation(connection, "copy", ["shared"])
        add_conversation(connection, "elsewhere", ["m1", "m9"], project_id="blog")
        nowhere = add_conversation(connection, "nowhere", ["m1"], project_id=None)
        add_feedback(
            connection, "f1", message_id="shared", conversation=first, conversation_id="first"
        )
        # Another project's conversation has the message.
        add_feedback(connection, "ahead", message_id="m9")
        add_feedback(
            connection,
            "f2",
            project_id=None,
            message_id="m1",
            conversation=nowhere,
            conversation_id="nowhere",
        )

    async with await SqliteEngine.open(path) as store:
        await store.write(fill)
    return path


def problems_after(path: Path, *statements: Any) -> Any:
    """Return the problems by check after these statements."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            connection.execute(statement)
    report = check_file(path)
    found = {finding.check: finding.problems for finding in report.findings if finding.problems}
    assert report.ok is not bool(found)
    return found


async def test_check_of_sound_conversations_finds_no_problems(sound: Path) -> None:
    report = check_file(sound)
    assert (report.ok, problems_after(sound)) == (True, {})
    assert [report.counts[name] for name in ("conversations", "messages", "feedback")] == [4, 7, 3]


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (
            "UPDATE conversations SET user_message_count = 4 WHERE id = 'first'",
            "userMessageCount of conversation 'first' of 'o' is 4, not 3",
        ),
        (
            "UPDATE messages SET role = 'User' WHERE id = 'm2'",
            "userMessageCount of conversation 'first' of 'o' is 3, not 2",
        ),
        (
            "UPDATE conversations SET first_message_time = 1001 WHERE id = 'first'",
            "firstMessageTime of conversation 'first' of 'o' is 1001, not 1000",
        ),
        (
            "UPDATE messages SET position = 3 WHERE id = 'm2'",
            "the positions of the messages of conversation 'first' of 'o' have a gap",
        ),
        (
            "UPDATE messages SET position = 7 WHERE id = 'm9'",
            "the positions of the messages of conversation 'elsewhere' of 'o' have a gap",
        ),
        (
            "UPDATE messages SET position = -1 WHERE id = 'm2'",
            "the positions of the messages of conversation 'first' of 'o' have a gap",
        ),
        (
            "DELETE FROM messages WHERE conversation = 2",
            "conversation 'copy' of 'o' has no messages",
        ),
        (
            "INSERT INTO messages"
            " (organization_id, conversation, position, id, created_at, updated_at, role)"
            " VALUES ('o', 99, 0, 'lost', 1, 1, 'user')",
            "message 'lost' is of no conversation",
        ),
    ],
)
async def test_check_finds_conversation_that_differs_from_its_messages(
    sound: Path, statement: str, problem: str
) -> None:
    assert problems_after(sound, statement) == {"conversations": (problem,)}


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (
            "UPDATE feedback SET conversation = NULL, conversation_id = NULL WHERE id = 'f1'",
            "feedback 'f1' of 'o' is joined to no conversation, not to conversation 'first'",
        ),
        (
            "UPDATE feedback SET conversation = 2, conversation_id = 'copy' WHERE id = 'f1'",
            "feedback 'f1' of 'o' is joined to conversation 'copy', not to conversation 'first'",
        ),
        (
            "UPDATE feedback SET conversation_id = 'copy' WHERE id = 'f1'",
            "feedback 'f1' of 'o' is joined to conversation 'copy', not to conversation 'first'",
        ),
        (
            "UPDATE feedback SET conversation = 2 WHERE id = 'f1'",
            "feedback 'f1' of 'o' has the row of another conversation than 'first'",
        ),
        (
            "UPDATE feedback SET conversation = 3, conversation_id = 'elsewhere'"
            " WHERE id = 'ahead'",
            "feedback 'ahead' of 'o' is joined to conversation 'elsewhere', not to no conversation",
        ),
        (
            "UPDATE feedback SET conversation = 1, conversation_id = 'first' WHERE id = 'f2'",
            "feedback 'f2' of 'o' is joined to conversation 'first', not to conversation 'nowhere'",
        ),
    ],
)
async def test_check_finds_feedback_with_another_conversation(
    sound: Path, statement: str, problem: str
) -> None:
    assert problems_after(sound, statement) == {"feedback": (problem,)}


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (
            """UPDATE conversations SET tags = '["a", "b"]' WHERE id = 'first'""",
            "tags of conversation 'first' of 'o' is not in canonical form",
        ),
        (
            "UPDATE conversations SET properties = '[]' WHERE id = 'first'",
            "properties of conversation 'first' of 'o' is not an object",
        ),
        (
            "UPDATE messages SET content = '5' WHERE id = 'm2'",
            "content of message 'm2' of 'o' is not a string or an array",
        ),
        (
            "UPDATE messages SET tool_calls = 'x' WHERE id = 'm2'",
            "tool_calls of message 'm2' of 'o' is not valid JSON",
        ),
        (
            "UPDATE feedback SET reasons = '{}' WHERE id = 'f1'",
            "reasons of feedback 'f1' of 'o' is not an array",
        ),
    ],
)
async def test_check_finds_invalid_json_beside_events(
    sound: Path, statement: str, problem: str
) -> None:
    assert problems_after(sound, statement)["json"] == (problem,)


def test_check_of_older_version_expects_no_conversations(path: Path) -> None:
    unpack_version_4(path)
    report = check_file(path)
    assert (report.version, report.ok) == (4, True)
    assert "conversations" not in report.counts
    assert "feedback" not in [finding.check for finding in report.findings]
