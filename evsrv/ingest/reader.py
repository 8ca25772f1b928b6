"""Parse a JSON document into the event that is stored."""

from collections.abc import Mapping
from typing import Any

from attrs import Factory, frozen

from evsrv.core.datasets import EVENTS
from evsrv.core.errors import Unprocessable
from evsrv.core.event import Event
from evsrv.core.ids import time_ordered_id
from evsrv.core.json_text import stored_text
from evsrv.core.kinds import Kind
from evsrv.core.scope import in_scope
from evsrv.core.timestamps import parse_timestamp
from evsrv.ingest.body_schemas import body_checker
from evsrv.query.schema import Checker

_COMPUTED = frozenset({"id", "organizationId", "projectId", "integrationId", "createdAt"})
"""Fields that depend on the key or the clock; all others are copied from the document."""
_COPIED = tuple(
    (field.column, field.ingest_name, field.default)
    for name, field in EVENTS.fields.items()
    if name not in _COMPUTED and field.kind is not Kind.DOCUMENT
)
_DOCUMENTS = tuple(
    (field.column, field.ingest_name)
    for field in EVENTS.fields.values()
    if field.kind is Kind.DOCUMENT
)


@frozen
class EventReader:
    """Parser of events in the shape of `POST /events`."""

    _checker: Checker = Factory(lambda: body_checker("event"))

    def read(
        self,
        document: Mapping[str, Any],
        *,
        organization_id: str,
        project_id: str | None,
        integration_id: str | None = None,
        now: int,
    ) -> Event:
        """Check a storable document and return its event.

        The ids are those of the key; if one is None, the document may choose it. `now` (epoch
        milliseconds) is the time of an event that has none. Raises `Unprocessable` if the document
        breaks the schema, and `Forbidden` if it names another project or integration than the key.
        """
        if issues := self._checker.issues(document):
            raise Unprocessable.of(issues)
        created_at = document.get("createdAt")
        return Event(
            id=document.get("id") or time_ordered_id(now),
            organization_id=organization_id,
            project_id=in_scope("project", project_id, document.get("projectId")),
            integration_id=in_scope("integration", integration_id, document.get("integrationId")),
            created_at=now if created_at is None else _epoch_ms(created_at),
            **_copied(document),
        )


def _copied(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes that the document has, JSON fields as stored text."""
    attributes = {column: document.get(name, default) for column, name, default in _COPIED}
    for column, name in _DOCUMENTS:
        value = document.get(name)
        attributes[column] = None if value is None else stored_text(value)
    return attributes


def _epoch_ms(timestamp: str) -> int:
    instant = parse_timestamp(timestamp)
    assert instant is not None  # noqa: S101 - the schema has checked it
    return instant
