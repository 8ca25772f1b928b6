"""Parse a JSON document into a conversation that is logged or updated."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import Factory, evolve, frozen

from evsrv.core.conversation import LoggedWith
from evsrv.core.errors import Issue, Unprocessable, clip, pointer
from evsrv.core.json_text import canonical, may_exceed_depth, unstorable
from evsrv.core.limits import MAX_JSON_DEPTH
from evsrv.core.scope import in_scope
from evsrv.core.sent_conversation import SentConversation
from evsrv.ingest.body_schemas import body_checker
from evsrv.ingest.message_reader import DOCUMENTS, read_documents, read_message, read_time
from evsrv.query.schema import Checker

TEXTS: Mapping[str, str] = {
    "externalId": "external_id",
    "externalUrl": "external_url",
    "supportTicketConversationId": "support_ticket_conversation_id",
}
"""The text members of a conversation that an update replaces, and their attributes."""
_TAGS = "tags"
MEMBERS = (
    *("id", "type", *TEXTS, "createdAt", "updatedAt", "projectId", "integrationId"),
    *(*DOCUMENTS, _TAGS, "visibility"),
)
"""All members of a conversation that are read, beside its messages."""


@frozen
class ConversationReader:
    """Parser of conversations in the shape of `POST /conversations`."""

    _checker: Checker = Factory(lambda: body_checker("conversation"))

    def read(
        self,
        document: Mapping[str, Any],
        *,
        organization_id: str,
        project_id: str | None,
        integration_id: str | None = None,
        logged_with: LoggedWith,
        now: int,
    ) -> SentConversation:
        """Check a storable document and return its conversation.

        The ids are those of the key; if one is None, the document may choose it. `now` (epoch
        milliseconds) is the time of the request. Raises `Unprocessable` if the document breaks the
        schema, and `Forbidden` if it names another project than the key.
        """
        if issues := self._checker.issues(document) or list(_flaws(document)):
            raise Unprocessable.of(issues)
        type_ = document["type"]
        return SentConversation(
            id=document.get("id"),
            organization_id=organization_id,
            project_id=in_scope(
                "project", project_id, document.get("projectId"), sent="conversation"
            ),
            integration_id=document.get("integrationId"),
            key_integration_id=integration_id,
            type=type_,
            visibility=document.get("visibility"),
            created_at=read_time(document, "createdAt"),
            updated_at=read_time(document, "updatedAt"),
            members=_replaced_members(document),
            messages=tuple(read_message(message, type_) for message in document["messages"]),
            logged_with=logged_with,
            now=now,
        )


def _replaced_members(document: Mapping[str, Any]) -> dict[str, str | None]:
    members = {
        attribute: document[name] for name, attribute in TEXTS.items() if name in document
    } | read_documents(document)
    if _TAGS in document:
        tags = document[_TAGS]
        members[_TAGS] = None if tags is None else canonical(tags)
    return members


def _flaws(document: Mapping[str, Any]) -> Iterator[Issue]:
    """Yield the flaws of a document that fits the schema."""
    for name in DOCUMENTS:
        # The body may nest deeper than these, since messages have such members too.
        value = document.get(name)
        if may_exceed_depth(canonical(value).encode(), MAX_JSON_DEPTH):
            for issue in unstorable(value, max_depth=MAX_JSON_DEPTH):
                yield evolve(issue, pointer=pointer("", name) + issue.pointer)
    first: dict[str, int] = {}
    for index, message in enumerate(document["messages"]):
        id_ = message.get("id")
        if id_ is not None and first.setdefault(id_, index) != index:
            at = pointer("", "messages", index, "id")
            yield Issue(at, f"{clip(id_)} is the id of /messages/{first[id_]} too")
