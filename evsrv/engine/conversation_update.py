"""Updates of conversations: the state after a request, from the stored one and what was sent."""

from collections.abc import Set

from attrs import evolve

from evsrv.core.conversation import Conversation
from evsrv.core.errors import Forbidden, Issue, Unprocessable
from evsrv.core.ids import time_ordered_id
from evsrv.core.message import Message, SentMessage
from evsrv.core.scope import in_scope
from evsrv.core.sent_conversation import SentConversation
from evsrv.engine.conversation_access import check_update, may_only_add_messages


def new_conversation(sent: SentConversation) -> Conversation:
    """Return the conversation that a request logs."""
    return Conversation(
        id=sent.id or time_ordered_id(sent.now),
        organization_id=sent.organization_id,
        project_id=sent.project_id,
        integration_id=in_scope(
            "integration", sent.key_integration_id, sent.integration_id, sent="conversation"
        ),
        type=sent.type,
        created_at=sent.now if sent.created_at is None else sent.created_at,
        updated_at=sent.now if sent.updated_at is None else sent.updated_at,
        visibility=sent.visibility,
        logged_at=sent.now,
        logged_with=sent.logged_with,
        messages=_messages((), sent),
        **sent.members,
    )


def updated_conversation(stored: Conversation, sent: SentConversation) -> Conversation:
    """Return a stored conversation as it is after a request: itself if nothing changes.

    Raises `Forbidden` if the key must not change it so, and `Unprocessable` if it is of another
    type.
    """
    check_update(stored, sent.logged_with)
    if sent.type != stored.type:
        message = f"this conversation is of the type {stored.type!r}, which never changes"
        raise Unprocessable.of([Issue("/type", message)])
    if may_only_add_messages(stored, sent.logged_with):
        return _with_further_messages(stored, sent)
    updated = evolve(
        stored,
        integration_id=_integration(stored, sent),
        created_at=stored.created_at if sent.created_at is None else sent.created_at,
        updated_at=sent.now if sent.updated_at is None else sent.updated_at,
        visibility=stored.visibility if sent.visibility is None else sent.visibility,
        logged_at=sent.now,
        logged_with=sent.logged_with,
        messages=_messages(stored.messages, sent),
        **sent.members,
    )
    return stored if _shows_the_same(stored, updated) else updated


def _shows_the_same(stored: Conversation, updated: Conversation) -> bool:
    """Return whether an update, as one that is repeated with all its times, changes nothing."""
    times_are_known = all(message.updated_at is not None for message in updated.messages)
    return times_are_known and evolve(updated, logged_at=stored.logged_at) == stored


def _with_further_messages(stored: Conversation, sent: SentConversation) -> Conversation:
    """Return a conversation with the messages that follow its own; all else stays."""
    messages = _messages(stored.messages, sent)
    first = messages[: len(stored.messages)]
    if list(map(_identity, first)) != list(map(_identity, stored.messages)):
        raise Forbidden(
            "this conversation is public: a web key can only add messages to it, after the stored"
            " ones with id, role and content unchanged"
        )
    further = messages[len(stored.messages) :]
    if not further:
        return stored
    # With times of their own, so that the other messages keep theirs.
    timed = [
        message if message.updated_at is not None else evolve(message, updated_at=sent.now)
        for message in further
    ]
    return evolve(stored, updated_at=sent.now, messages=(*stored.messages, *timed))


def _messages(stored: tuple[Message, ...], sent: SentConversation) -> tuple[Message, ...]:
    """Return the messages of a request with the ids and times that they keep or get."""
    created = {message.id: message.created_at for message in stored}
    named = {message.id for message in sent.messages}
    messages = []
    for position, message in enumerate(sent.messages):
        id_ = message.id
        if id_ is None and position < len(stored):
            id_ = _kept_id(stored[position], message, named)
        id_ = id_ or time_ordered_id(sent.now)
        created_at = message.created_at
        if created_at is None:
            created_at = created.get(id_, sent.now)
        messages.append(message.stored_as(id_, created_at))
    return tuple(messages)


def _kept_id(stored: Message, sent: SentMessage, named: Set[str | None]) -> str | None:
    """Return the id of the stored message at the place of one that is sent without an id."""
    same = (stored.role, stored.content) == (sent.role, sent.content)
    return stored.id if same and stored.id not in named else None


def _identity(message: Message) -> tuple[str, str, str | None]:
    return message.id, message.role, message.content


def _integration(stored: Conversation, sent: SentConversation) -> str | None:
    """Return the integration of a stored conversation after a request."""
    if sent.integration_id in (None, stored.integration_id):
        return stored.integration_id
    return in_scope(
        "integration", sent.key_integration_id, sent.integration_id, sent="conversation"
    )
