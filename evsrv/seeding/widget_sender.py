"""One visitor's widget: the part that all of its requests share."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from evsrv.core.datasets import EVENTS
from evsrv.core.timestamps import format_timestamp
from evsrv.seeding.draw import Draw, Weighted
from evsrv.seeding.profile import Document, Item

_COMPONENTS = Weighted([("ModalSearchAndChat", 70), ("ChatButton", 20), ("EmbeddedChat", 10)])
_VERSIONS = Weighted([("0.5.119", 80), ("0.5.112", 20)])
_TAGS = ("docs",)
_INTEGRATION = "web-widget"


@frozen
class WidgetSender:
    """The sender of a visit's requests."""

    draw: Draw
    user: dict[str, Any]
    component: str
    version: str

    @classmethod
    def of_visit(cls, draw: Draw, user: dict[str, Any]) -> "WidgetSender":
        """Draw the widget that a visitor has."""
        return cls(draw, user, draw.of(_COMPONENTS), draw.of(_VERSIONS))

    def event(
        self, instant: int, type_: str, properties: Mapping[str, Any], **identity: str
    ) -> Item:
        """Return an event; `identity` has its entityType and the member that this one requires."""
        document: Document = {
            "id": self.draw.uuid7(instant),
            "type": type_,
            **identity,
            "createdAt": format_timestamp(instant),
            "integrationId": _INTEGRATION,
            "properties": {
                "componentType": self.component,
                "widgetLibraryVersion": self.version,
                "tags": list(_TAGS),
                **properties,
            },
            "userProperties": dict(self.user),
        }
        return instant, EVENTS, document

    def conversation(self, id_: str, messages: list[Document], **members: Any) -> Document:
        """Return a conversation; `members` override the usual ones."""
        return {
            "id": id_,
            "type": "openai",
            "createdAt": messages[0]["createdAt"],
            "updatedAt": messages[-1]["createdAt"],
            "integrationId": _INTEGRATION,
            "messages": messages,
            "tags": list(_TAGS),
            "userProperties": dict(self.user),
            "loggedWith": "web",
            **members,
        }

    def feedback(self, instant: int, type_: str, message_id: str, **members: Any) -> Document:
        """Return feedback on a message, with these further members."""
        return {
            "id": self.draw.uuid7(instant),
            "type": type_,
            "messageId": message_id,
            "createdAt": format_timestamp(instant),
            "integrationId": _INTEGRATION,
            "userProperties": dict(self.user),
            "loggedWith": "web",
            **members,
        }
