"""Access to a conversation by the kind of key, for keys whose scope it is in.

A web key stands in a page, so everyone has it. It reads and changes only what was logged with a web
key, as far as that is not public, and reads what is public.
"""

from evsrv.core.conversation import Conversation, LoggedWith
from evsrv.core.errors import Forbidden, NotFound


def check_read(conversation: Conversation, by: LoggedWith) -> None:
    """Raise `NotFound` if a key of this kind must not know of a conversation."""
    if by == "web" and conversation.logged_with == "api" and not conversation.is_public:
        raise no_such_conversation()


def check_update(conversation: Conversation, by: LoggedWith) -> None:
    """Raise `Forbidden` if a key of this kind must not update a conversation at all."""
    if by == "web" and conversation.logged_with == "api":
        raise Forbidden("this conversation was logged with an api key: a web key cannot change it")


def may_only_add_messages(conversation: Conversation, by: LoggedWith) -> bool:
    """Return whether a key that may update a conversation may only add messages to it."""
    return by == "web" and conversation.is_public


def check_delete(conversation: Conversation, by: LoggedWith) -> None:
    """Raise `Forbidden` or `NotFound` if a key of this kind must not delete a conversation."""
    check_read(conversation, by)
    if by == "web" and conversation.is_public:
        raise Forbidden("this conversation is public: a web key cannot delete it")


def no_such_conversation() -> NotFound:
    """Return the error of an id that is unknown, or that the key must not know of."""
    return NotFound("there is no such conversation")
