"""The feedback of the PostgreSQL engine."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TypeVar

from attrs import evolve

from evsrv.core.errors import Forbidden
from evsrv.core.feedback_row import FeedbackRow
from evsrv.core.joined_feedback import JoinedFeedback
from evsrv.core.scope import Scope
from evsrv.core.sent_feedback import SentFeedback
from evsrv.core.timing import stage
from evsrv.engine.feedback_store import FeedbackPage
from evsrv.postgresql.connections import Connections
from evsrv.postgresql.feedback_join import (
    Place,
    find_conversation_of_message,
    find_place_of_message,
)
from evsrv.postgresql.feedback_rows import (
    StoredFeedback,
    count_joined_feedback,
    find_in_project,
    find_joined_feedback,
    find_without_conversation,
    find_without_project,
    insert_feedback,
    list_joined_feedback,
    update_feedback,
    with_conversations,
)
from evsrv.postgresql.json_input import is_storable
from evsrv.postgresql.session import Session
from evsrv.postgresql.write_lock import lock_organization

T = TypeVar("T")

_BATCH_FEEDBACK = 20
"""How much feedback of a page is read and encoded at a time; each comes with a conversation."""


class PostgresFeedback:
    """The feedback of a database, as a `FeedbackStore`."""

    def __init__(self, connections: Connections, timeout: float) -> None:
        """Read and write, each time within `timeout` seconds."""
        self._connections = connections
        self._timeout = timeout

    async def log(self, sent: SentFeedback) -> FeedbackRow:
        """Store feedback or an update, durably once this returns; return what is stored."""
        with stage("db"):
            async with self._connections.write(self._timeout) as connection:
                return await log_feedback(connection, sent)

    async def find(self, scope: Scope, id_: str) -> JoinedFeedback | None:
        """Return the feedback of an id that belongs to a conversation."""
        if not is_storable(id_):
            return None
        with stage("db"):
            async with self._connections.snapshot(self._timeout) as connection:
                return await find_joined_feedback(connection, scope, id_)

    @asynccontextmanager
    async def page(self, scope: Scope, *, limit: int, offset: int) -> AsyncIterator[FeedbackPage]:
        """Open a page; leaving the context releases its connection."""
        async with self._connections.snapshot(self._timeout) as connection:
            yield PostgresFeedbackPage(connection, scope, limit, offset)


class PostgresFeedbackPage:
    """One page of feedback, on a connection that nobody else uses meanwhile."""

    def __init__(self, connection: Session, scope: Scope, limit: int, offset: int) -> None:
        self._connection = connection
        self._scope = scope
        self._limit = limit
        self._offset = offset

    async def totals(self) -> Mapping[str, int]:
        """Return how much feedback there is on all pages, by type."""
        return await count_joined_feedback(self._connection, self._scope)

    async def batches(
        self, type_: str, encode: Callable[[JoinedFeedback], T]
    ) -> AsyncGenerator[list[T], None]:
        """Yield the feedback of one type in batches, each a bounded part of the page."""
        page = await list_joined_feedback(
            self._connection, self._scope, type_, self._limit, self._offset
        )
        for first in range(0, len(page), _BATCH_FEEDBACK):
            batch = page[first : first + _BATCH_FEEDBACK]
            joined = await with_conversations(self._connection, self._scope, batch)
            yield [encode(one) for one in joined]


async def log_feedback(connection: Session, sent: SentFeedback) -> FeedbackRow:
    """Store feedback or an update inside the caller's transaction; return what is stored.

    Errors of the request are raised before anything is written.
    """
    await lock_organization(connection, sent.organization_id)
    place = None
    if sent.project_id is None:
        place = await find_place_of_message(connection, sent.organization_id, sent.message_id)
        if place is not None:
            sent = evolve(sent, project_id=place.project_id, integration_id=place.integration_id)
        stored = await _find_of_organization(connection, sent, place)
    else:
        stored = await find_in_project(connection, sent.organization_id, sent.project_id, sent.id)
    if stored is None:
        feedback, conversation = await _joined(connection, sent.as_new())
        await insert_feedback(connection, feedback, conversation, sent.logged_with)
        return feedback
    if sent.logged_with == "web" and stored.logged_with == "api":
        raise Forbidden("a web key cannot change feedback that was logged with an api key")
    before = stored.feedback
    after = sent.as_update_of(before)
    if before.project_id is None and place is not None:
        after = evolve(after, project_id=place.project_id, integration_id=place.integration_id)
    after, conversation = await _joined(connection, after)
    if (after, conversation) != (before, stored.conversation):
        await update_feedback(connection, stored.number, after, conversation)
    return after


async def _find_of_organization(
    connection: Session, sent: SentFeedback, place: Place | None
) -> StoredFeedback | None:
    """Return the feedback that a key of the whole organization updates, if there is one."""
    organization = sent.organization_id
    found = await find_in_project(connection, organization, sent.project_id, sent.id)
    if found is None and place is not None:
        return await find_without_project(connection, organization, sent.id)
    if found is None:
        return await find_without_conversation(connection, organization, sent.id, sent.message_id)
    return found


async def _joined(connection: Session, feedback: FeedbackRow) -> tuple[FeedbackRow, int | None]:
    """Return feedback with its conversation, and the number of that."""
    found = await find_conversation_of_message(
        connection, feedback.organization_id, feedback.project_id, feedback.message_id
    )
    number, id_ = found or (None, None)
    return evolve(feedback, conversation_id=id_), number
