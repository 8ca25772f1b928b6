"""The conversations of the SQLite engine."""

import sqlite3
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

from evsrv.core.conversation import Conversation, LoggedWith
from evsrv.core.errors import Forbidden, Issue, Unprocessable
from evsrv.core.scope import Scope
from evsrv.core.sent_conversation import SentConversation
from evsrv.core.timing import stage
from evsrv.engine.conversation_access import check_delete, no_such_conversation
from evsrv.engine.conversation_store import ConversationPage
from evsrv.engine.conversation_update import new_conversation, updated_conversation
from evsrv.sqlite.connection import unguarded
from evsrv.sqlite.conversation_rows import (
    count_conversations,
    find_in_project,
    find_in_scope,
    insert_conversation,
    load_conversation,
    load_page,
    update_conversation,
)
from evsrv.sqlite.feedback_join import update_feedback_join
from evsrv.sqlite.read_session import ReadSession
from evsrv.sqlite.reader_pool import ReaderPool
from evsrv.sqlite.writer import Writer

T = TypeVar("T")

_MAX_BATCH_BYTES = 500_000
"""Encoded bytes after which a batch of a page ends."""


class SqliteConversations:
    """The conversations of an open file, as a `ConversationStore`."""

    def __init__(self, readers: ReaderPool, writer: Writer, timeout: float) -> None:
        """Read with `readers`, each time within `timeout` seconds."""
        self._readers = readers
        self._writer = writer
        self._timeout = timeout

    async def log(self, sent: SentConversation) -> Conversation:
        """Store a conversation or an update, durably once this returns; return what is stored."""
        with stage("db"):
            return await self._writer.store(
                partial(log_conversation, sent=sent), rows=len(sent.messages)
            )

    async def find(self, scope: Scope, id_: str) -> Conversation | None:
        """Return the conversation of an id; of several projects', the one logged first."""
        return await self._find(scope, "id", id_)

    async def find_external(self, scope: Scope, external_id: str) -> Conversation | None:
        """Return the conversation of an external id; of several projects', the one logged first."""
        return await self._find(scope, "external_id", external_id)

    @asynccontextmanager
    async def page(
        self, scope: Scope, *, limit: int, offset: int
    ) -> AsyncIterator[ConversationPage]:
        """Open a page; leaving the context releases its connection."""
        async with self._readers.session(timeout=self._timeout, scope=scope) as session:
            yield SqliteConversationPage(session, scope, limit, offset)

    async def delete(self, scope: Scope, id_: str, by: LoggedWith) -> None:
        """Delete a conversation with its messages and the feedback that is joined to it."""
        with stage("db"):
            await self._writer.write(partial(_delete, scope=scope, id_=id_, by=by))

    async def _find(self, scope: Scope, column: str, value: str) -> Conversation | None:
        def load(connection: sqlite3.Connection) -> Conversation | None:
            row = find_in_scope(connection, scope, column, value)
            return None if row is None else load_conversation(connection, row)

        with stage("db"):
            return await self._readers.read(unguarded(load), scope=scope, timeout=self._timeout)


class SqliteConversationPage:
    """One page of conversations, on a connection that nobody else uses meanwhile."""

    def __init__(self, session: ReadSession, scope: Scope, limit: int, offset: int) -> None:
        self._session = session
        self._scope = scope
        self._limit = limit
        self._offset = offset

    async def total(self) -> int:
        """Return how many conversations there are on all pages."""
        return await self._run(lambda connection: count_conversations(connection, self._scope))

    async def batches(
        self, encode: Callable[[Conversation], bytes]
    ) -> AsyncGenerator[list[bytes], None]:
        """Yield the conversations in batches, each encoded on the connection's thread."""
        conversations = await self._run(
            lambda connection: load_page(connection, self._scope, self._limit, self._offset)
        )

        def step(_: sqlite3.Connection) -> list[bytes]:
            encoded, size = [], 0
            for conversation in conversations:
                encoded.append(encode(conversation))
                size += len(encoded[-1])
                if size >= _MAX_BATCH_BYTES:
                    break
            return encoded

        while batch := await self._run(step):
            yield batch

    async def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await self._session.run(unguarded(work))


def log_conversation(connection: sqlite3.Connection, sent: SentConversation) -> Conversation:
    """Store a conversation or an update inside the caller's transaction; return what is stored.

    Errors of the request are raised before anything is written.
    """
    row = _find_stored(connection, sent)
    if row is None:
        after = new_conversation(sent)
        _check_external_id(connection, after, sent.logged_with)
        insert_conversation(connection, after)
        changed = {message.id for message in after.messages}
    else:
        before = load_conversation(connection, row)
        after = updated_conversation(before, sent)
        if after is before:
            return after
        if after.external_id != before.external_id:
            _check_external_id(connection, after, sent.logged_with)
        update_conversation(connection, row, before, after)
        changed = {message.id for message in before.messages} ^ {
            message.id for message in after.messages
        }
    update_feedback_join(connection, after.organization_id, after.project_id, changed)
    return after


def _find_stored(connection: sqlite3.Connection, sent: SentConversation) -> int | None:
    """Return the row of the conversation that a request updates, if it updates one."""
    if sent.id is not None:
        column, value = "id", sent.id
    # Visitors must not find the conversations of a back end under ids that they can guess.
    elif sent.external_id is not None and sent.logged_with == "api":
        column, value = "external_id", sent.external_id
    else:
        return None
    return find_in_project(connection, sent.organization_id, sent.project_id, column, value)


def _check_external_id(
    connection: sqlite3.Connection, conversation: Conversation, by: LoggedWith
) -> None:
    """Raise if another conversation of the project has the external id."""
    external_id = conversation.external_id
    if external_id is None or (
        find_in_project(
            connection,
            conversation.organization_id,
            conversation.project_id,
            "external_id",
            external_id,
        )
        is None
    ):
        return
    if by == "web":
        raise Forbidden("another conversation has this externalId")
    message = "another conversation of the project has this externalId"
    raise Unprocessable.of([Issue("/externalId", message)])


def _delete(connection: sqlite3.Connection, scope: Scope, id_: str, by: LoggedWith) -> None:
    row = find_in_scope(connection, scope, "id", id_)
    if row is None:
        raise no_such_conversation()
    check_delete(load_conversation(connection, row), by)
    # A trigger deletes the messages and the feedback.
    connection.execute("DELETE FROM conversations WHERE row = ?", (row,))
