"""Make events from the records of a file, as a mapping says."""

import hashlib
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from evsrv.calendar.zones import UnknownZone, zone
from evsrv.core.errors import Issue, Unprocessable
from evsrv.core.json_text import canonical
from evsrv.core.timestamps import format_timestamp
from evsrv.ingest.mapping import EventMapping, MappingError
from evsrv.ingest.member import Member, as_text
from evsrv.ingest.source_times import TimeParser, UnreadableTime
from evsrv.ingest.text_records import cell_value

_DEFAULT_TYPE = "type"
_DEFAULT_TIME = "createdAt"
_ID_CHARACTERS = 32
"""Hexadecimal digits of an id that is a digest: 128 bits."""


class EventMapper:
    """Reader of records; each becomes an event in the shape of `POST /events`."""

    def __init__(self, mapping: EventMapping) -> None:
        constant = mapping.type is not None and mapping.type.startswith("=")
        self._constant_type = mapping.type[1:] if mapping.type and constant else None
        self._type = None if constant else Member.parse(mapping.type or _DEFAULT_TYPE)
        self._type_is_default = mapping.type is None
        self._time = Member.parse(mapping.time or _DEFAULT_TIME)
        self._time_needed = mapping.time is not None
        self._times = TimeParser(mapping.time_unit, _zone(mapping), mapping.time_format)
        named = (
            ("id", mapping.id, True),
            ("messageId", mapping.message, mapping.entity == "message"),
            ("conversationId", mapping.conversation, mapping.entity == "conversation"),
            ("searchQuery", mapping.search, mapping.entity == "search"),
        )
        self._texts = [(name, Member.parse(text), needed) for name, text, needed in named if text]
        self._user = Member.parse(mapping.user) if mapping.user else None
        self._lifted = mapping.properties
        self._id_from_line = mapping.id_from_line
        self._entity = mapping.entity
        self._null = frozenset(mapping.null)
        self._keeps_text = mapping.text
        members = (self._type, self._time, self._user, *(member for _, member, _ in self._texts))
        self._named = frozenset(member.name for member in members if member)

    def document(self, record: Mapping[str, Any], *, cells: bool) -> dict[str, Any]:
        """Return the event of a record; `cells` says that its members are the text of cells.

        Raises `Unprocessable` with all issues of the members that the mapping names.
        """
        issues: list[Issue] = []
        event: dict[str, Any] = {"type": self._type_of(record, issues)}
        self._set_time(event, record, issues)
        if self._id_from_line:
            digest = hashlib.sha256(canonical(record).encode())
            event["id"] = digest.hexdigest()[:_ID_CHARACTERS]
        for name, member, needed in self._texts:
            event[name] = self._text(member, record, issues, needed=needed)
        if self._entity is not None:
            event["entityType"] = self._entity
        if self._user and (user := self._text(self._user, record, issues)) is not None:
            event["userProperties"] = {"userId": user}
        if issues:
            raise Unprocessable.of(issues)
        if properties := self._properties(record, cells=cells):
            event["properties"] = properties
        return event

    def _type_of(self, record: Mapping[str, Any], issues: list[Issue]) -> str | None:
        if self._type is None:
            return self._constant_type
        if self._type_is_default and self._value(self._type, record) is None:
            issues.append(Issue("", f"there is no member {_DEFAULT_TYPE!r}; use --type"))
            return None
        return self._text(self._type, record, issues, needed=True)

    def _set_time(
        self, event: dict[str, Any], record: Mapping[str, Any], issues: list[Issue]
    ) -> None:
        value = self._value(self._time, record)
        if value is None:
            if self._time_needed:
                issues.append(self._time.absence(record))
            return
        try:
            event["createdAt"] = format_timestamp(self._times.parse(value))
        except UnreadableTime as error:
            issues.append(self._time.issue(record, str(error)))

    def _text(
        self,
        member: Member,
        record: Mapping[str, Any],
        issues: list[Issue],
        *,
        needed: bool = False,
    ) -> str | None:
        value = self._value(member, record)
        if value is None:
            if needed:
                issues.append(member.absence(record))
            return None
        try:
            return as_text(value)
        except TypeError as error:
            issues.append(member.issue(record, str(error)))
            return None

    def _value(self, member: Member, record: Mapping[str, Any]) -> Any:
        value = member.find(record)
        return None if value == "" or self._is_null(value) else value

    def _is_null(self, value: Any) -> bool:
        if not self._null:
            return False
        return not isinstance(value, dict | list | None) and as_text(value) in self._null

    def _properties(self, record: Mapping[str, Any], *, cells: bool) -> dict[str, Any]:
        properties = {
            name: value
            for name, value in record.items()
            if name not in self._named and not self._is_null(value)
        }
        if cells:
            read = str if self._keeps_text else cell_value
            return {name: read(text) for name, text in properties.items() if text != ""}
        return properties if self._lifted is None else self._with_lifted(properties, self._lifted)

    def _with_lifted(self, properties: dict[str, Any], lifted: str) -> dict[str, Any]:
        """Return properties with the members of one of their objects beside it.

        A member whose name is taken stays in the object, so that nothing is lost.
        """
        inner = properties.get(lifted)
        if not isinstance(inner, dict):
            return properties
        outer = {name: value for name, value in properties.items() if name != lifted}
        taken = {name: value for name, value in inner.items() if name in properties}
        rest = {lifted: taken} if taken else {}
        free = {
            name: value
            for name, value in inner.items()
            if name not in taken and not self._is_null(value)
        }
        return rest | outer | free


def _zone(mapping: EventMapping) -> ZoneInfo | None:
    if mapping.time_zone is None:
        return None
    try:
        return zone(mapping.time_zone)
    except UnknownZone as error:
        raise MappingError(f"--time-zone: {error}") from None
