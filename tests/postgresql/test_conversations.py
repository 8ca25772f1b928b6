"""Conversations and feedback in PostgreSQL: what SQLite has after the same requests."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from support.citus import QUERY_SECONDS

from evsrv.core.conversation import Conversation, LoggedWith
from evsrv.core.errors import RequestError
from evsrv.core.scope import Scope
from evsrv.core.sent_conversation import SentConversation
from evsrv.core.sent_feedback import SentFeedback
from evsrv.ingest.conversation_echo import show_conversation
from evsrv.ingest.conversation_reader import ConversationReader
from evsrv.ingest.feedback_echo import show_joined_feedback
from evsrv.ingest.feedback_reader import FeedbackReader
from evsrv.postgresql.engine import PostgresEngine
from evsrv.sqlite.engine import SqliteEngine

Store = SqliteEngine | PostgresEngine
Step = Callable[[Store], Awaitable[Any]]

SCOPES = (Scope("o"), Scope("o", "p"), Scope("o", "q"), Scope("n", "p"))
KINDS: tuple[LoggedWith, ...] = ("api", "web")


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[SqliteEngine]:
    async with await SqliteEngine.open(tmp_path / "events.db") as engine:
        yield engine


class Requests:
    """Random requests over few ids, so that they meet."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)
        self._now = 0

    def step(self) -> Step:
        kind = self._draw.choices(("conversation", "feedback", "delete"), (6, 5, 1))[0]
        if kind == "delete":
            scope, id_, by = self._draw.choice(SCOPES), self._id("c"), self._draw.choice(KINDS)
            return lambda store: store.conversations.delete(scope, id_, by)
        if kind == "feedback":
            sent = self._feedback()
            return lambda store: store.feedback.log(sent)
        logged = self._conversation()
        return lambda store: store.conversations.log(logged)

    def _conversation(self) -> SentConversation:
        draw = self._draw
        messages = [
            {"id": id_, "role": "user", "content": draw.choice(["x", "y", None])}
            for id_ in draw.sample(["m1", "m2", "m3", "m4"], draw.randint(1, 3))
        ]
        document: dict[str, Any] = {
            "id": self._id("c"),
            "type": "support_ticket",
            "messages": messages,
        }
        members = {
            "externalId": draw.choice(["e1", "e2"]),
            "visibility": draw.choice(["public", "private"]),
            "properties": {"b": draw.choice([1, 1.0, 1e22]), "a": None},
            "tags": ["t", "s"],
            "createdAt": f"2026-03-0{draw.randint(1, 3)}T00:00:00Z",
        }
        document |= {name: members[name] for name in members if draw.random() < 0.4}
        return ConversationReader().read(document, **self._origin())

    def _feedback(self) -> SentFeedback:
        document: dict[str, Any] = {
            "id": self._id("f"),
            "type": self._draw.choice(["positive", "negative"]),
            "messageId": self._draw.choice(["m1", "m2", "m3", "m4"]),
        }
        if self._draw.random() < 0.4:
            document["properties"] = {"n": self._draw.choice([0.5, "ü"])}
        return FeedbackReader().read(document, **self._origin())

    def _origin(self) -> dict[str, Any]:
        self._now += 1
        return {
            "organization_id": self._draw.choice("ooon"),
            "project_id": self._draw.choice(("p", "p", "q", None)),
            "integration_id": None,
            "logged_with": self._draw.choice(("api", "api", "web")),
            "now": 1_772_446_500_000 + self._now,
        }

    def _id(self, letter: str) -> str:
        return f"{letter}{self._draw.randint(1, 3)}"


async def outcome(step: Step, store: Store) -> Any:
    """Return the result of a step, or its refusal."""
    try:
        return await step(store)
    except RequestError as refusal:
        return type(refusal), refusal.detail


def encoded(conversation: Conversation) -> bytes:
    return orjson.dumps(show_conversation(conversation))


async def contents(store: Store) -> list[Any]:
    """Return all that can be read of conversations and feedback."""
    found: list[Any] = []
    for scope in SCOPES:
        found += [await store.conversations.find(scope, f"c{number}") for number in (1, 2, 3)]
        found += [await store.conversations.find_external(scope, f"e{number}") for number in (1, 2)]
        found += [await store.feedback.find(scope, f"f{number}") for number in (1, 2, 3)]
        async with store.conversations.page(scope, limit=4, offset=1) as page:
            found.append(await page.total())
            found.append([one async for batch in page.batches(encoded) for one in batch])
        async with store.feedback.page(scope, limit=3, offset=0) as listed:
            found.append(dict(await listed.totals()))
            for type_ in ("positive", "negative"):
                batches = listed.batches(type_, lambda one: orjson.dumps(show_joined_feedback(one)))
                found.append([one async for batch in batches for one in batch])
    return found


@pytest.mark.parametrize("seed", range(6))
async def test_random_requests_leave_what_sqlite_has(
    seed: int, store: PostgresEngine, sqlite: SqliteEngine
) -> None:
    requests = Requests(seed)
    for number in range(60):
        step = requests.step()
        assert await outcome(step, store) == await outcome(step, sqlite), number
        if number % 10 == 9:
            for mine, theirs in zip(await contents(store), await contents(sqlite), strict=True):
                assert mine == theirs, number


async def test_updates_of_two_servers_at_once_leave_one_version_whole(
    store: PostgresEngine, postgres: Any
) -> None:
    def sent(name: str) -> SentConversation:
        said = [{"id": f"{name}{number}", "role": "user", "content": name} for number in range(5)]
        return ConversationReader().read(
            {"id": "c", "type": "support_ticket", "messages": said},
            organization_id="o",
            project_id="p",
            logged_with="api",
            now=1000,
        )

    async with await PostgresEngine.open(postgres, query_timeout=QUERY_SECONDS) as other:
        stores = [store, other] * 10
        await asyncio.gather(
            *(one.conversations.log(sent(str(number))) for number, one in enumerate(stores))
        )
    found = await store.conversations.find(Scope("o", "p"), "c")
    assert found is not None
    assert len(found.messages) == 5
    assert len({message.content for message in found.messages}) == 1
