"""Conversations in the file: shared commits, what is written, derived columns, the join."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from evsrv.core.conversation import LoggedWith
from evsrv.core.errors import Forbidden, NotFound, Unprocessable
from evsrv.core.scope import Scope
from evsrv.core.sent_conversation import SentConversation
from evsrv.ingest.conversation_reader import ConversationReader
from evsrv.sqlite.engine import SqliteEngine
from sqlite.test_writer import Blocked, commits, waiting

READER = ConversationReader()
SCOPE = Scope("o", "p")
Json = dict[str, Any]


def sent(
    *messages: Json,
    project: str | None = "p",
    now: int = 1_000,
    by: LoggedWith = "api",
    **members: Any,
) -> SentConversation:
    document = {"id": "c", "type": "support_ticket", "messages": list(messages), **members}
    return READER.read(document, organization_id="o", project_id=project, logged_with=by, now=now)


def said(id_: str, content: str = "x", **members: Any) -> Json:
    return {"id": id_, "role": "user", "content": content, **members}


def rows(path: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


async def watch_messages(store: SqliteEngine) -> None:
    """Record the position of each message that is written from now on in a table `written`."""

    def work(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE written (how TEXT, position INTEGER)")
        for event, row in (("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old")):
            connection.execute(
                f"CREATE TRIGGER watched_{event} AFTER {event} ON messages"
                f" BEGIN INSERT INTO written VALUES ('{event}', {row}.position); END"
            )

    await store.write(work)


@pytest.mark.parametrize(
    ("after", "written"),
    [
        pytest.param("abc", [], id="none"),
        pytest.param("abcd", [("INSERT", 3)], id="one-more"),
        pytest.param("aXc", [("UPDATE", 1)], id="one-edited"),
        pytest.param("a", [("DELETE", 1), ("DELETE", 2)], id="two-fewer"),
        pytest.param("acb", [("UPDATE", 1), ("UPDATE", 2)], id="two-exchanged"),
        pytest.param("Xabc", [("UPDATE", n) for n in range(3)] + [("INSERT", 3)], id="shifted"),
    ],
)
async def test_only_positions_that_changed_are_written(
    store: SqliteEngine, path: Path, after: str, written: list[tuple[str, int]]
) -> None:
    await store.conversations.log(sent(*(said(name) for name in "abc")))
    await watch_messages(store)
    await store.conversations.log(sent(*(said(name) for name in after), now=2_000))
    assert rows(path, "SELECT how, position FROM written") == written
    stored = rows(path, "SELECT position, id FROM messages ORDER BY position")
    assert stored == list(enumerate(after))


async def test_update_that_writes_no_message_still_updates_its_time(store: SqliteEngine) -> None:
    await store.conversations.log(sent(said("a")))
    stored = await store.conversations.log(sent(said("a"), now=2_000))
    assert stored == await store.conversations.find(SCOPE, "c")
    assert (stored.updated_at, stored.logged_at) == (2_000, 2_000)
    assert (stored.messages[0].created_at, stored.messages[0].updated_at) == (1_000, None)


async def test_derived_columns_are_true_after_every_update(store: SqliteEngine, path: Path) -> None:
    derived = "SELECT user_message_count, first_message_time FROM conversations"
    old, older = "1970-01-01T00:00:00.500Z", "1970-01-01T00:00:00.250Z"
    for messages, expected in (
        ([said("a")], (1, 1_000)),
        ([said("a"), said("b", createdAt=old)], (2, 500)),
        ([said("a"), said("b", role="User"), said("d", role="agent", createdAt=older)], (1, 250)),
        ([said("a")], (1, 1_000)),
    ):
        await store.conversations.log(sent(*messages))
        assert rows(path, derived) == [expected]


async def test_waiting_conversations_and_events_share_one_commit(
    store: SqliteEngine, path: Path, make_event: Any
) -> None:
    await store.conversations.log(sent(said("a"), id="first"))
    before = commits(path)
    async with Blocked(store):
        tasks = await waiting(
            store.append([make_event()]),
            store.conversations.log(sent(said("a"), id="c1")),
            store.append([make_event(), make_event()]),
            store.conversations.log(sent(said("b"), id="c1")),
            store.conversations.log(sent(said("a"), id="c2")),
        )
    results = await asyncio.gather(*tasks)
    assert commits(path) - before == 1
    assert [len(result) for result in results if isinstance(result, list)] == [1, 2]
    assert rows(path, "SELECT id FROM conversations ORDER BY row") == [("first",), ("c1",), ("c2",)]


async def test_refused_conversation_costs_no_neighbour_in_its_commit(
    store: SqliteEngine, path: Path, make_event: Any
) -> None:
    await store.conversations.log(sent(said("a")))
    before = commits(path)
    async with Blocked(store):
        tasks = await waiting(
            store.append([make_event(id="e")]),
            store.conversations.log(sent(said("b"), by="web")),
            store.conversations.log(sent(said("b"), type="support_copilot")),
            store.conversations.log(sent(said("a"), id="d")),
        )
    event, forbidden, unprocessable, logged = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(event, list)
    assert isinstance(forbidden, Forbidden)
    assert isinstance(unprocessable, Unprocessable)
    assert not isinstance(logged, BaseException)
    assert commits(path) - before == 1
    assert rows(path, "SELECT id FROM events") == [("e",)]
    assert rows(path, "SELECT conversation, id FROM messages") == [(1, "a"), (2, "a")]


async def test_failed_update_leaves_the_stored_conversation_whole(
    store: SqliteEngine, path: Path
) -> None:
    stored = await store.conversations.log(sent(said("a"), said("b")))
    await store.write(
        lambda connection: connection.execute(
            "CREATE TRIGGER failing BEFORE INSERT ON messages WHEN new.id = 'bad'"
            " BEGIN SELECT raise(ABORT, 'no'); END"
        )
    )
    with pytest.raises(sqlite3.IntegrityError):
        await store.conversations.log(sent(said("x"), said("y"), said("bad"), tags=["t"]))
    assert await store.conversations.find(SCOPE, "c") == stored
    assert rows(path, "SELECT id FROM messages ORDER BY position") == [("a",), ("b",)]


async def test_cancelled_update_that_waits_is_not_stored(store: SqliteEngine) -> None:
    stored = await store.conversations.log(sent(said("a")))
    async with Blocked(store):
        (task,) = await waiting(store.conversations.log(sent(said("b"))))
        task.cancel()
        await asyncio.wait({task})
    assert await store.conversations.find(SCOPE, "c") == stored


async def rate(store: SqliteEngine, *message_ids: str, project: str | None = "p") -> None:
    """Store feedback on these messages, with the ids of their messages."""
    await store.write(
        lambda connection: connection.executemany(
            "INSERT INTO feedback (id, organization_id, project_id, type, message_id, created_at,"
            " logged_with) VALUES (?, 'o', ?, 'positive', ?, 0, 'web')",
            [(id_, project, id_) for id_ in message_ids],
        )
    )


def joined(path: Path) -> list[tuple[str, str | None]]:
    """Return the stored feedback with the conversation that it belongs to."""
    found = rows(
        path,
        "SELECT feedback.id, conversation_id, conversations.id FROM feedback"
        " LEFT JOIN conversations ON conversations.row = feedback.conversation ORDER BY 1",
    )
    assert all(id_ == of_row for _, id_, of_row in found)
    return [(id_, of_row) for id_, of_row, _ in found]


async def test_feedback_follows_its_message(store: SqliteEngine, path: Path) -> None:
    await rate(store, "a", "b", "z")
    for messages, expected in (
        ([said("a")], ("c", None)),
        ([said("b"), said("a")], ("c", "c")),
        ([said("b")], (None, "c")),
        ([said("x")], (None, None)),
        ([said("a"), said("b")], ("c", "c")),
    ):
        await store.conversations.log(sent(*messages))
        assert joined(path) == [("a", expected[0]), ("b", expected[1]), ("z", None)]


async def test_feedback_belongs_to_the_first_logged_of_several_conversations(
    store: SqliteEngine, path: Path
) -> None:
    await rate(store, "a")
    for document, expected in (
        (sent(said("x"), id="first"), None),
        (sent(said("a"), id="second"), "second"),
        (sent(said("a"), id="third"), "second"),
        (sent(said("a"), id="first"), "first"),
        (sent(said("x"), id="first"), "second"),
        (sent(said("x"), id="second"), "third"),
    ):
        await store.conversations.log(document)
        assert joined(path) == [("a", expected)]


async def test_feedback_is_joined_within_its_project_only(store: SqliteEngine, path: Path) -> None:
    await rate(store, "a")
    await store.conversations.log(sent(said("a"), project="q"))
    await store.conversations.log(sent(said("a"), project=None))
    assert joined(path) == [("a", None)]
    await store.conversations.log(sent(said("a"), id="mine"))
    assert joined(path) == [("a", "mine")]


async def test_deletion_takes_messages_and_joined_feedback_alone(
    store: SqliteEngine, path: Path, make_event: Any
) -> None:
    await store.append([make_event(conversation_id="c")])
    await rate(store, "a", "d", "z")
    await store.conversations.log(sent(said("a"), said("b")))
    await store.conversations.log(sent(said("d"), id="other"))
    assert joined(path) == [("a", "c"), ("d", "other"), ("z", None)]
    await store.conversations.delete(SCOPE, "c", "api")
    assert joined(path) == [("d", "other"), ("z", None)]
    assert rows(path, "SELECT DISTINCT conversation FROM messages") == [(2,)]
    assert len(rows(path, "SELECT * FROM events")) == 1
    with pytest.raises(NotFound):
        await store.conversations.delete(SCOPE, "c", "api")


async def test_page_is_one_snapshot_read_in_batches(
    store: SqliteEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evsrv.sqlite.conversations._MAX_BATCH_BYTES", 2)
    for number in range(5):
        await store.conversations.log(sent(said("a"), id=f"c{number}"))
    seen: list[Sequence[bytes]] = []
    async with store.conversations.page(SCOPE, limit=10, offset=1) as page:
        assert await page.total() == 5
        async for batch in page.batches(lambda conversation: conversation.id.encode()):
            seen.append(batch)
            await store.conversations.log(sent(said("a"), id=f"later{len(seen)}"))
    assert seen == [[b"c1"], [b"c2"], [b"c3"], [b"c4"]]


async def test_100_updates_at_once_leave_one_version_whole(store: SqliteEngine) -> None:
    def version(number: int) -> SentConversation:
        return sent(
            *(said(f"m{place}", f"{number}") for place in range(5)),
            *(said(f"only{number}-{place}", f"{number}") for place in range(number % 7)),
            properties={"version": number},
        )

    answers = await asyncio.gather(
        *(store.conversations.log(version(number)) for number in range(100))
    )
    stored = await store.conversations.find(SCOPE, "c")
    assert stored in answers
    for number, answer in enumerate(answers):
        assert answer.properties == f'{{"version":{number}}}'
        assert [message.content for message in answer.messages] == [f'"{number}"'] * (
            5 + number % 7
        )
