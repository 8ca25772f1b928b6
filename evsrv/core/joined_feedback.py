"""Feedback with the conversation that it belongs to."""

from attrs import frozen

from evsrv.core.conversation import Conversation
from evsrv.core.feedback_row import FeedbackRow
from evsrv.core.message import Message


@frozen
class JoinedFeedback:
    """Stored feedback and the conversation that has its message."""

    feedback: FeedbackRow
    conversation: Conversation

    @property
    def message(self) -> Message:
        """Return the message that is rated."""
        return next(
            message
            for message in self.conversation.messages
            if message.id == self.feedback.message_id
        )
