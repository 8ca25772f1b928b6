"""Reading and storing the documents of each dataset, for commands that store many."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, Protocol

from evsrv.core.conversation import LoggedWith
from evsrv.core.datasets import CONVERSATIONS, EVENTS, FEEDBACK, Dataset
from evsrv.core.errors import Issue, RequestError, Unprocessable
from evsrv.core.event import Event
from evsrv.core.limits import MAX_CONVERSATION_BODY_DEPTH, MAX_EVENT_BODY_DEPTH
from evsrv.core.scope import in_scope
from evsrv.core.sent_conversation import SentConversation
from evsrv.core.sent_feedback import SentFeedback
from evsrv.ingest import EventReader
from evsrv.ingest.conversation_reader import ConversationReader
from evsrv.ingest.exported_row import ExportedRowReader
from evsrv.ingest.feedback_reader import FeedbackReader
from evsrv.plugin.event_hook import EventContext, EventHooks
from evsrv.sqlite.conversations import log_conversation
from evsrv.sqlite.engine import SqliteEngine
from evsrv.sqlite.feedback import log_feedback
from evsrv.sqlite.store_each import store_each

Outcome = bool | RequestError
"""Whether something was stored, which was not there already, or the refusal."""

_ONLY_IN_ROWS = "userMessageCount"
_WITHOUT_MESSAGES = (
    "this is the row of a query, which has no messages; write whole conversations with"
    " evsrv export --dataset conversations"
)
_LOGGED_WITH: Mapping[object, LoggedWith] = {None: "api", "api": "api", "web": "web"}


class Bulk(Protocol):
    """Reading and storing of one dataset's documents."""

    dataset: Dataset
    max_depth: int
    """Levels of nesting in a document."""
    takes_mapping: bool
    """Whether a mapping makes such documents of the records of any file."""

    def read(
        self,
        document: Mapping[str, Any],
        *,
        organization_id: str,
        project_id: str | None,
        integration_id: str | None,
        now: int,
    ) -> Any:
        """Check a storable document and return it as `store` takes it.

        The ids are those of the command; if one is None, the document may choose it. Raises
        `RequestError`.
        """

    async def store(self, engine: SqliteEngine, batch: Sequence[Any]) -> Sequence[Outcome]:
        """Store a batch in one transaction; return the outcome of each."""


class BulkEvents:
    """Events."""

    dataset = EVENTS
    max_depth = MAX_EVENT_BODY_DEPTH
    takes_mapping = True

    def __init__(self, hooks: EventHooks | None = None) -> None:
        self._reader = EventReader()
        self._rows = ExportedRowReader(EVENTS)
        self._hooks = hooks

    def read(
        self,
        document: Mapping[str, Any],
        *,
        organization_id: str,
        project_id: str | None,
        integration_id: str | None,
        now: int,
    ) -> Event:
        """Check an event, or the row of a query that shows one, as plugins change it."""
        body = self._rows.body_of(document)
        if self._hooks:
            context = EventContext(
                key_kind=None,
                organization=organization_id,
                project=project_id,
                integration=integration_id,
            )
            body = self._hooks.apply(body, context)
        return self._reader.read(
            body,
            organization_id=organization_id,
            project_id=project_id,
            integration_id=integration_id,
            now=now,
        )

    async def store(self, engine: SqliteEngine, batch: Sequence[Event]) -> Sequence[Outcome]:
        """Store events; one whose id is stored already is a duplicate."""
        return [not result.duplicate for result in await engine.append(batch)]


class BulkConversations:
    """Conversations, each with the rights of the kind of key that logged it first."""

    dataset = CONVERSATIONS
    max_depth = MAX_CONVERSATION_BODY_DEPTH
    takes_mapping = False

    def __init__(self) -> None:
        self._reader = ConversationReader()

    def read(self, document: Mapping[str, Any], **ids: Any) -> SentConversation:
        """Check a conversation, which has the further member `loggedWith`."""
        if _ONLY_IN_ROWS in document and "messages" not in document:
            raise Unprocessable.of([Issue("", _WITHOUT_MESSAGES)])
        return self._reader.read(document, logged_with=_logged_with(document), **ids)

    async def store(
        self, engine: SqliteEngine, batch: Sequence[SentConversation]
    ) -> Sequence[Outcome]:
        """Log or update conversations."""
        return await engine.write(partial(store_each, batch=batch, store=log_conversation))


class BulkFeedback:
    """Feedback."""

    dataset = FEEDBACK
    max_depth = MAX_EVENT_BODY_DEPTH
    takes_mapping = False

    def __init__(self) -> None:
        self._reader = FeedbackReader()
        self._rows = ExportedRowReader(FEEDBACK)

    def read(
        self,
        document: Mapping[str, Any],
        *,
        project_id: str | None,
        integration_id: str | None,
        **ids: Any,
    ) -> SentFeedback:
        """Check feedback, which has the further members `loggedWith` and those of its place.

        The row of a query that shows feedback is read too.
        """
        document = self._rows.body_of(document)
        return self._reader.read(
            document,
            project_id=in_scope("project", project_id, _text(document, "projectId"), "feedback"),
            integration_id=in_scope(
                "integration", integration_id, _text(document, "integrationId"), "feedback"
            ),
            logged_with=_logged_with(document),
            **ids,
        )

    async def store(self, engine: SqliteEngine, batch: Sequence[SentFeedback]) -> Sequence[Outcome]:
        """Store or update feedback."""
        return await engine.write(partial(store_each, batch=batch, store=log_feedback))


BULKS: Mapping[Dataset, Callable[[], Bulk]] = MappingProxyType(
    {bulk.dataset: bulk for bulk in (BulkEvents, BulkConversations, BulkFeedback)}
)
"""The class for each dataset; an object of it loads schemas."""


def _logged_with(document: Mapping[str, Any]) -> LoggedWith:
    value = document.get("loggedWith")
    if not isinstance(value, str | None) or value not in _LOGGED_WITH:
        raise Unprocessable.of([Issue("/loggedWith", "expected 'api' or 'web'")])
    return _LOGGED_WITH[value]


def _text(document: Mapping[str, Any], name: str) -> str | None:
    value = document.get(name)
    if not isinstance(value, str | None):
        raise Unprocessable.of([Issue(f"/{name}", "expected a string or null")])
    return value
