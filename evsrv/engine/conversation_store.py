"""The port to the conversations of a database engine."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from evsrv.core.conversation import Conversation, LoggedWith
from evsrv.core.scope import Scope
from evsrv.core.sent_conversation import SentConversation


class ConversationPage(Protocol):
    """One page of conversations, newest first, then by id, read in one snapshot."""

    async def total(self) -> int:
        """Return how many conversations there are on all pages."""

    def batches(self, encode: Callable[[Conversation], bytes]) -> AsyncGenerator[list[bytes], None]:
        """Yield the conversations in batches, encoded away from the event loop."""


class ConversationStore(Protocol):
    """The conversations of a database. Reads see only those of their scope."""

    async def log(self, sent: SentConversation) -> Conversation:
        """Store a conversation or an update, durably once this returns; return what is stored.

        Raises `Forbidden` if the key must not change the stored one so, `Unprocessable` if the
        request contradicts what is stored, and `InsufficientStorage`.
        """

    async def find(self, scope: Scope, id_: str) -> Conversation | None:
        """Return the conversation of an id; of several projects', the one logged first."""

    async def find_external(self, scope: Scope, external_id: str) -> Conversation | None:
        """Return the conversation of an external id; of several projects', the one logged first."""

    def page(
        self, scope: Scope, *, limit: int, offset: int
    ) -> AbstractAsyncContextManager[ConversationPage]:
        """Open a page; leaving the context releases it."""

    async def delete(self, scope: Scope, id_: str, by: LoggedWith) -> None:
        """Delete a conversation with its messages and the feedback that is joined to it.

        Raises `NotFound` if there is none that a key of this kind may know of, and `Forbidden` if
        the key must not delete it.
        """
