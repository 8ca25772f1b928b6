"""The port to the feedback of a database engine."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

from evsrv.core.feedback_row import FeedbackRow
from evsrv.core.joined_feedback import JoinedFeedback
from evsrv.core.scope import Scope
from evsrv.core.sent_feedback import SentFeedback

T = TypeVar("T")


class FeedbackPage(Protocol):
    """One page of the feedback of each type, newest first, then by id, read in one snapshot.

    Only feedback that belongs to a conversation is on a page.
    """

    async def totals(self) -> Mapping[str, int]:
        """Return how much feedback there is on all pages, by type; a type may be missing."""

    def batches(
        self, type_: str, encode: Callable[[JoinedFeedback], T]
    ) -> AsyncGenerator[list[T], None]:
        """Yield the feedback of one type in batches, encoded away from the event loop."""


class FeedbackStore(Protocol):
    """The feedback of a database. Reads see only that of their scope."""

    async def log(self, sent: SentFeedback) -> FeedbackRow:
        """Store feedback or an update, durably once this returns; return what is stored.

        Raises `Forbidden` if the key must not change the stored one, and `InsufficientStorage`.
        """

    async def find(self, scope: Scope, id_: str) -> JoinedFeedback | None:
        """Return the feedback of an id; of several projects', the one logged first.

        None also if it belongs to no conversation.
        """

    def page(
        self, scope: Scope, *, limit: int, offset: int
    ) -> AbstractAsyncContextManager[FeedbackPage]:
        """Open a page; leaving the context releases it."""
