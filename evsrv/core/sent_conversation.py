"""A conversation as it is sent: a new one, or an update of a stored one."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from evsrv.core.conversation import LoggedWith
from evsrv.core.message import SentMessage


@frozen(kw_only=True)
class SentConversation:
    """A conversation of a request, checked. JSON is canonical text, times epoch milliseconds."""

    id: str | None
    organization_id: str
    project_id: str | None
    """The key's, else that of the request."""
    integration_id: str | None
    """The one that the request names."""
    key_integration_id: str | None
    """The one of the key."""
    type: str
    visibility: str | None
    created_at: int | None
    updated_at: int | None
    members: Mapping[str, Any]
    """The members that an update replaces, by attribute of `Conversation`; an absent one stays.

    Each is text or None.
    """
    messages: tuple[SentMessage, ...]
    logged_with: LoggedWith
    now: int
    """The time of the request."""

    @property
    def external_id(self) -> str | None:
        """Return the external id that the request has."""
        external_id: str | None = self.members.get("external_id")
        return external_id
