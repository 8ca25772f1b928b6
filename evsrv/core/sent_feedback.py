"""Feedback as it is sent: new, or an update of stored feedback."""

from collections.abc import Mapping

from attrs import evolve, frozen

from evsrv.core.conversation import LoggedWith
from evsrv.core.feedback_row import FeedbackRow


@frozen(kw_only=True)
class SentFeedback:
    """Feedback of a request, checked. JSON is canonical text, times are epoch milliseconds."""

    id: str
    organization_id: str
    project_id: str | None
    """The key's. None: that of the message's conversation."""
    integration_id: str | None
    """As `project_id`."""
    type: str
    message_id: str
    created_at: int | None
    members: Mapping[str, str | None]
    """The members that an update replaces, by attribute of `FeedbackRow`; an absent one stays."""
    logged_with: LoggedWith
    now: int
    """The time of the request."""

    def as_new(self) -> FeedbackRow:
        """Return it as new feedback, which belongs to no conversation yet."""
        return FeedbackRow(
            id=self.id,
            organization_id=self.organization_id,
            project_id=self.project_id,
            integration_id=self.integration_id,
            type=self.type,
            message_id=self.message_id,
            created_at=self.now if self.created_at is None else self.created_at,
            reasons=self.members.get("reasons"),
            properties=self.members.get("properties"),
            user_properties=self.members.get("user_properties"),
            conversation_id=None,
        )

    def as_update_of(self, stored: FeedbackRow) -> FeedbackRow:
        """Return stored feedback with what is sent; its scope stays."""
        return evolve(
            stored,
            type=self.type,
            message_id=self.message_id,
            created_at=stored.created_at if self.created_at is None else self.created_at,
            reasons=self.members.get("reasons", stored.reasons),
            properties=self.members.get("properties", stored.properties),
            user_properties=self.members.get("user_properties", stored.user_properties),
        )
