"""The feedback of the SQLite engine."""

import sqlite3
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

from attrs import evolve

from evsrv.core.errors import Forbidden
from evsrv.core.feedback_row import FeedbackRow
from evsrv.core.joined_feedback import JoinedFeedback
from evsrv.core.scope import Scope
from evsrv.core.sent_feedback import SentFeedback
from evsrv.core.timing import stage
from evsrv.engine.feedback_store import FeedbackPage
from evsrv.sqlite.connection import unguarded
from evsrv.sqlite.feedback_join import (
    Place,
    find_conversation_of_message,
    find_place_of_message,
)
from evsrv.sqlite.feedback_rows import (
    StoredFeedback,
    count_joined_feedback,
    find_in_project,
    find_joined_feedback,
    find_without_conversation,
    find_without_project,
    insert_feedback,
    load_feedback_page,
    update_feedback,
)
from evsrv.sqlite.read_session import ReadSession
from evsrv.sqlite.reader_pool import ReaderPool
from evsrv.sqlite.writer import Writer

T = TypeVar("T")

_MAX_BATCH_MESSAGES = 500
"""Messages of conversations after which a batch of a page ends."""


class SqliteFeedback:
    """The feedback of an open file, as a `FeedbackStore`."""

    def __init__(self, readers: ReaderPool, writer: Writer, timeout: float) -> None:
        """Read with `readers`, each time within `timeout` seconds."""
        self._readers = readers
        self._writer = writer
        self._timeout = timeout

    async def log(self, sent: SentFeedback) -> FeedbackRow:
        """Store feedback or an update, durably once this returns; return what is stored."""
        with stage("db"):
            return await self._writer.store(partial(log_feedback, sent=sent), rows=1)

    async def find(self, scope: Scope, id_: str) -> JoinedFeedback | None:
        """Return the feedback of an id that belongs to a conversation."""
        find = partial(find_joined_feedback, scope=scope, id_=id_)
        with stage("db"):
            return await self._readers.read(unguarded(find), scope=scope, timeout=self._timeout)

    @asynccontextmanager
    async def page(self, scope: Scope, *, limit: int, offset: int) -> AsyncIterator[FeedbackPage]:
        """Open a page; leaving the context releases its connection."""
        async with self._readers.session(timeout=self._timeout, scope=scope) as session:
            yield SqliteFeedbackPage(session, scope, limit, offset)


class SqliteFeedbackPage:
    """One page of feedback, on a connection that nobody else uses meanwhile."""

    def __init__(self, session: ReadSession, scope: Scope, limit: int, offset: int) -> None:
        self._session = session
        self._scope = scope
        self._limit = limit
        self._offset = offset

    async def totals(self) -> Mapping[str, int]:
        """Return how much feedback there is on all pages, by type."""
        return await self._run(lambda connection: count_joined_feedback(connection, self._scope))

    async def batches(
        self, type_: str, encode: Callable[[JoinedFeedback], T]
    ) -> AsyncGenerator[list[T], None]:
        """Yield the feedback of one type in batches, each encoded on the connection's thread."""
        page = await self._run(
            lambda connection: load_feedback_page(
                connection, self._scope, type_, self._limit, self._offset
            )
        )

        def step(_: sqlite3.Connection) -> list[T]:
            encoded, messages = [], 0
            for joined in page:
                encoded.append(encode(joined))
                messages += len(joined.conversation.messages)
                if messages >= _MAX_BATCH_MESSAGES:
                    break
            return encoded

        while batch := await self._run(step):
            yield batch

    async def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await self._session.run(unguarded(work))


def log_feedback(connection: sqlite3.Connection, sent: SentFeedback) -> FeedbackRow:
    """Store feedback or an update inside the caller's transaction; return what is stored.

    Errors of the request are raised before anything is written.
    """
    place = None
    if sent.project_id is None:
        place = find_place_of_message(connection, sent.organization_id, sent.message_id)
        if place is not None:
            sent = evolve(sent, project_id=place.project_id, integration_id=place.integration_id)
        stored = _find_of_organization(connection, sent, place)
    else:
        stored = find_in_project(connection, sent.organization_id, sent.project_id, sent.id)
    if stored is None:
        feedback, conversation = _joined(connection, sent.as_new())
        insert_feedback(connection, feedback, conversation, sent.logged_with)
        return feedback
    if sent.logged_with == "web" and stored.logged_with == "api":
        raise Forbidden("a web key cannot change feedback that was logged with an api key")
    before = stored.feedback
    after = sent.as_update_of(before)
    if before.project_id is None and place is not None:
        after = evolve(after, project_id=place.project_id, integration_id=place.integration_id)
    after, conversation = _joined(connection, after)
    if (after, conversation) != (before, stored.conversation):
        update_feedback(connection, stored.row, after, conversation)
    return after


def _find_of_organization(
    connection: sqlite3.Connection, sent: SentFeedback, place: Place | None
) -> StoredFeedback | None:
    """Return the feedback that a key of the whole organization updates, if there is one."""
    organization = sent.organization_id
    found = find_in_project(connection, organization, sent.project_id, sent.id)
    if found is None and place is not None:
        return find_without_project(connection, organization, sent.id)
    if found is None:
        return find_without_conversation(connection, organization, sent.id, sent.message_id)
    return found


def _joined(
    connection: sqlite3.Connection, feedback: FeedbackRow
) -> tuple[FeedbackRow, int | None]:
    """Return feedback with its conversation, and the row of that."""
    found = find_conversation_of_message(
        connection, feedback.organization_id, feedback.project_id, feedback.message_id
    )
    row, id_ = found or (None, None)
    return evolve(feedback, conversation_id=id_), row
