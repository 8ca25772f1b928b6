"""The conversations of the PostgreSQL engine."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from evsrv.core.conversation import Conversation, LoggedWith
from evsrv.core.errors import Forbidden, Issue, Unprocessable
from evsrv.core.scope import Scope
from evsrv.core.sent_conversation import SentConversation
from evsrv.core.timing import stage
from evsrv.engine.conversation_access import check_delete, no_such_conversation
from evsrv.engine.conversation_store import ConversationPage
from evsrv.engine.conversation_update import new_conversation, updated_conversation
from evsrv.postgresql.connections import Connections
from evsrv.postgresql.conversation_rows import (
    count_conversations,
    delete_conversation,
    find_in_project,
    find_in_scope,
    insert_conversation,
    list_numbers,
    load_conversation,
    load_conversations,
    update_conversation,
)
from evsrv.postgresql.feedback_join import update_feedback_join
from evsrv.postgresql.session import Session
from evsrv.postgresql.write_lock import lock_organization

_BATCH_CONVERSATIONS = 20
"""How many conversations of a page are read and encoded at a time."""


class PostgresConversations:
    """The conversations of a database, as a `ConversationStore`."""

    def __init__(self, connections: Connections, timeout: float) -> None:
        """Read and write, each time within `timeout` seconds."""
        self._connections = connections
        self._timeout = timeout

    async def log(self, sent: SentConversation) -> Conversation:
        """Store a conversation or an update, durably once this returns; return what is stored."""
        with stage("db"):
            async with self._connections.write(self._timeout) as connection:
                return await log_conversation(connection, sent)

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
        async with self._connections.snapshot(self._timeout) as connection:
            yield PostgresConversationPage(connection, scope, limit, offset)

    async def delete(self, scope: Scope, id_: str, by: LoggedWith) -> None:
        """Delete a conversation with its messages and the feedback that is joined to it."""
        with stage("db"):
            async with self._connections.write(self._timeout) as connection:
                await _delete(connection, scope, id_, by)

    async def _find(self, scope: Scope, column: str, value: str) -> Conversation | None:
        with stage("db"):
            async with self._connections.snapshot(self._timeout) as connection:
                number = await find_in_scope(connection, scope, column, value)
                if number is None:
                    return None
                return await load_conversation(connection, scope.organization_id, number)


class PostgresConversationPage:
    """One page of conversations, on a connection that nobody else uses meanwhile."""

    def __init__(self, connection: Session, scope: Scope, limit: int, offset: int) -> None:
        self._connection = connection
        self._scope = scope
        self._limit = limit
        self._offset = offset

    async def total(self) -> int:
        """Return how many conversations there are on all pages."""
        return await count_conversations(self._connection, self._scope)

    async def batches(
        self, encode: Callable[[Conversation], bytes]
    ) -> AsyncGenerator[list[bytes], None]:
        """Yield the conversations in batches, each a bounded part of the page."""
        numbers = await list_numbers(self._connection, self._scope, self._limit, self._offset)
        for batch in in_batches(numbers, _BATCH_CONVERSATIONS):
            conversations = await load_conversations(
                self._connection, self._scope.organization_id, batch
            )
            yield [encode(conversation) for conversation in conversations]


def in_batches(numbers: Sequence[int], size: int) -> list[Sequence[int]]:
    """Return numbers in parts of at most this size."""
    return [numbers[first : first + size] for first in range(0, len(numbers), size)]


async def log_conversation(connection: Session, sent: SentConversation) -> Conversation:
    """Store a conversation or an update inside the caller's transaction; return what is stored.

    Errors of the request are raised before anything is written.
    """
    await lock_organization(connection, sent.organization_id)
    number = await _find_stored(connection, sent)
    if number is None:
        after = new_conversation(sent)
        await _check_external_id(connection, after, sent.logged_with)
        await insert_conversation(connection, after)
        changed = {message.id for message in after.messages}
    else:
        before = await load_conversation(connection, sent.organization_id, number)
        after = updated_conversation(before, sent)
        if after is before:
            return after
        if after.external_id != before.external_id:
            await _check_external_id(connection, after, sent.logged_with)
        await update_conversation(connection, number, before, after)
        changed = {message.id for message in before.messages} ^ {
            message.id for message in after.messages
        }
    await update_feedback_join(connection, after.organization_id, after.project_id, changed)
    return after


async def _find_stored(connection: Session, sent: SentConversation) -> int | None:
    """Return the number of the conversation that a request updates, if it updates one."""
    if sent.id is not None:
        column, value = "id", sent.id
    # Visitors must not find the conversations of a back end under ids that they can guess.
    elif sent.external_id is not None and sent.logged_with == "api":
        column, value = "external_id", sent.external_id
    else:
        return None
    return await find_in_project(connection, sent.organization_id, sent.project_id, column, value)


async def _check_external_id(
    connection: Session, conversation: Conversation, by: LoggedWith
) -> None:
    """Raise if another conversation of the project has the external id."""
    external_id = conversation.external_id
    if external_id is None or (
        await find_in_project(
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


async def _delete(connection: Session, scope: Scope, id_: str, by: LoggedWith) -> None:
    await lock_organization(connection, scope.organization_id)
    number = await find_in_scope(connection, scope, "id", id_)
    if number is None:
        raise no_such_conversation()
    check_delete(await load_conversation(connection, scope.organization_id, number), by)
    await delete_conversation(connection, scope.organization_id, number)
