"""From a JSON document to the event that is stored."""

import math
from collections.abc import Mapping
from typing import Any

from attrs import Factory, frozen

from evsrv.core.errors import Forbidden, Unprocessable
from evsrv.core.event import Event
from evsrv.core.ids import time_ordered_id
from evsrv.core.json_text import canonical
from evsrv.core.timestamps import parse_timestamp
from evsrv.plugin.vocabulary import collect
from evsrv.query.schema import Checker, Schemas


@frozen
class EventReader:
    """Reads events in the shape of `POST /events`."""

    _checker: Checker = Factory(lambda: Schemas.load(collect({})).checker("event"))

    def read(
        self,
        document: Mapping[str, Any],
        *,
        organization_id: str,
        project_id: str | None,
        integration_id: str | None = None,
        now: int,
    ) -> Event:
        """Check a document of which SQLite can hold everything, and make its event.

        The ids are those of the key; where one is None the document may choose. `now` (epoch
        milliseconds) dates an event that has no date. Raises `Unprocessable` for what breaks the
        schema, and `Forbidden` where the document names another project or
        integration than the key's.
        """
        if issues := self._checker.issues(document):
            raise Unprocessable.of(issues)
        created_at = document.get("createdAt")
        return Event(
            id=document.get("id") or time_ordered_id(now),
            organization_id=organization_id,
            project_id=_within("project", project_id, document.get("projectId")),
            integration_id=_within("integration", integration_id, document.get("integrationId")),
            event_type=document["entityType"],
            type=document["type"],
            message_id=document.get("messageId"),
            conversation_id=document.get("conversationId"),
            search_query=document.get("searchQuery"),
            created_at=now if created_at is None else _milliseconds(created_at),
            properties=_json(document.get("properties")),
            user_properties=_json(document.get("userProperties")),
        )


def _within(noun: str, of_key: str | None, wanted: str | None) -> str | None:
    if of_key is not None and wanted not in (None, of_key):
        raise Forbidden(f"this key does not cover the {noun} that the event names")
    return wanted if of_key is None else of_key


def _milliseconds(timestamp: str) -> int:
    instant = parse_timestamp(timestamp)
    assert instant is not None  # noqa: S101 - the schema has checked it
    return math.floor(instant)


def _json(document: Mapping[str, Any] | None) -> str | None:
    return None if document is None else canonical(document)
