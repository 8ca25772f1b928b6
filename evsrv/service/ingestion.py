"""Ingestion: events are read, held to the limits, stored and counted."""

import logging
from collections.abc import Callable, Sequence

from attrs import Factory, evolve, frozen

from evsrv.core import timestamps
from evsrv.core.error_codes import ErrorCode
from evsrv.core.errors import RequestError, Unprocessable
from evsrv.core.event import Event
from evsrv.core.json_path import JsonPath
from evsrv.core.limits import MAX_ISSUES
from evsrv.core.record import record
from evsrv.core.timing import stage
from evsrv.engine.api_key import ApiKey
from evsrv.engine.append_result import AppendResult
from evsrv.engine.port import Engine
from evsrv.ingest import Entry, EventReader
from evsrv.ingest.event_members import (
    unknown_issues,
    unknown_members,
    without_members,
    without_messages,
)
from evsrv.ingest.limits import EventLimits
from evsrv.ingest.stats import EventAge, IngestStats
from evsrv.ingest.visitors import with_visitor
from evsrv.plugin.event_hook import EventContext, EventHooks
from evsrv.plugin.failures import PluginFailure
from evsrv.query.frontend import Document

_log = logging.getLogger(__name__)


class PluginRefusal(RequestError):
    """An event of a batch is not stored, because a plugin failed."""

    code = ErrorCode.INTERNAL_SERVER_ERROR


@record
class LoggedEvent:
    """An acknowledged event, as the key that sent it may see it."""

    event: Event
    duplicate: bool
    """Whether the project already had an event with this id, so that nothing was stored."""
    differs: bool
    """Whether the content of a duplicate differs from the stored event."""
    ignored: tuple[str, ...] = ()
    """The unknown members that were left out."""


@record
class _SentEvent:
    event: Event
    """As plugins changed it."""
    echo: Event
    """As a key that only writes may see it."""
    stored: Event
    """The event, with the id of its visitor if it has no user."""
    has_time: bool
    """Whether its createdAt was sent; else it is the time of the request."""
    ignored: tuple[str, ...]


@frozen
class Ingestion:
    """Storing of events that clients send."""

    _engine: Engine
    _reader: EventReader
    _limits: EventLimits
    _user_paths: Sequence[JsonPath]
    """The paths at which the id of an event's user stands."""
    _retention_days: int | None = None
    _whole_conversations: bool = False
    """Whether `properties.conversation` is stored with its messages."""
    _hooks: EventHooks = Factory(EventHooks)
    _note_stored: Callable[[Sequence[Event]], None] | None = None
    """Called with the events that are newly stored, after their commit."""
    stats: IngestStats = Factory(IngestStats)

    async def log_event(
        self, document: Document, key: ApiKey, visitor: str | None = None
    ) -> LoggedEvent:
        """Store an event."""
        with stage("compile"):
            sent = self._read(document, key, visitor)
        (result,) = await self._append([sent])
        return self._logged(sent, result, key, timestamps.now())

    async def log_events(
        self, batch: Sequence[Entry], key: ApiKey, visitor: str | None = None
    ) -> list[LoggedEvent | RequestError]:
        """Store the valid events of a batch; return the outcome of each entry, in order."""
        failures: list[PluginFailure] = []
        with stage("compile"):
            read = [self._read_entry(entry, key, visitor, failures) for entry in batch]
        if failures:
            _log.error("%d events of a batch are not stored: %s", len(failures), failures[0])
        results = iter(await self._append([item for item in read if isinstance(item, _SentEvent)]))
        now = timestamps.now()
        return [
            self._logged(item, next(results), key, now) if isinstance(item, _SentEvent) else item
            for item in read
        ]

    async def _append(self, sent: Sequence[_SentEvent]) -> Sequence[AppendResult]:
        results = await self._engine.append([one.stored for one in sent])
        if self._note_stored is not None:
            self._note_stored([result.event for result in results if not result.duplicate])
        return results

    def _read_entry(
        self, entry: Entry, key: ApiKey, visitor: str | None, failures: list[PluginFailure]
    ) -> _SentEvent | RequestError:
        if isinstance(entry.item, RequestError):
            return entry.item
        try:
            return self._read(entry.item, key, visitor)
        except RequestError as error:
            return entry.with_pointer(error)
        except PluginFailure as failure:
            failures.append(failure)
            return PluginRefusal("something went wrong on our side; send the event again")

    def _read(self, document: Document, key: ApiKey, visitor: str | None) -> _SentEvent:
        now = timestamps.now()
        changed = self._hooks.apply(document, _context(key)) if self._hooks else document
        cleaned, event, ignored = self._read_event(changed, key, now)
        if exceeded := self._limits.exceeded(cleaned, event, now):
            self.stats.refused_by_limit.update({limit.setting for limit in exceeded})
            raise Unprocessable.of([limit.issue for limit in exceeded])
        shown = event
        if self._hooks and not key.reads:
            shown = self._as_sent(event, document, key, now)
            ignored = tuple(name for name in ignored if name in document)
        stored = event if visitor is None else with_visitor(event, visitor, self._user_paths)
        # A time that a plugin gives is none that was sent.
        has_time = document.get("createdAt") is not None
        return _SentEvent(event, shown, stored, has_time, ignored)

    def _read_event(
        self, document: Document, key: ApiKey, now: int
    ) -> tuple[Document, Event, tuple[str, ...]]:
        """Return a document without the members that are left out, its event, and their names."""
        # A browser cannot help what its page sends; the developer of a server can.
        ignored = unknown_members(document) if key.kind == "web" else ()
        document = without_members(document, ignored)
        if not self._whole_conversations:
            document = without_messages(document)
        try:
            event = self._reader.read(
                document,
                organization_id=key.organization_id,
                project_id=key.project_id,
                integration_id=key.integration_id,
                now=now,
            )
        except Unprocessable as refusal:
            # One of them may be the misspelled name of a member that is missing.
            issues = [*refusal.issues, *unknown_issues(ignored)]
            raise Unprocessable.of(issues[:MAX_ISSUES]) from None
        return document, event, ignored

    def _as_sent(self, event: Event, document: Document, key: ApiKey, now: int) -> Event:
        """Return an event without the changes of plugins, which its sender may not see."""
        try:
            _, sent, _ = self._read_event(document, key, now)
        except RequestError:
            # Only a plugin made it valid.
            sent = evolve(
                event,
                project_id=key.project_id,
                integration_id=key.integration_id,
                event_type="event",
                type="",
                message_id=None,
                conversation_id=None,
                search_query=None,
                properties=None,
                user_properties=None,
            )
        return evolve(sent, id=event.id)

    def _logged(self, sent: _SentEvent, result: AppendResult, key: ApiKey, now: int) -> LoggedEvent:
        differs = result.duplicate and _differs(sent, result.event)
        if differs:
            self.stats.differing += 1
        if not result.duplicate:
            self.stats.stored_by_age[self._age(result.event, now)] += 1
        if not key.reads:
            # The stored event, and even that there is one, is not for a key that only writes.
            return LoggedEvent(sent.echo, duplicate=False, differs=False, ignored=sent.ignored)
        return LoggedEvent(result.event, result.duplicate, differs, sent.ignored)

    def _age(self, event: Event, now: int) -> EventAge:
        if event.created_at > now:
            return EventAge.FUTURE
        days = self._retention_days
        if days is not None and event.created_at < now - days * timestamps.DAY_MS:
            return EventAge.EXPIRED
        return EventAge.CURRENT


def _context(key: ApiKey) -> EventContext:
    return EventContext(
        key_kind=key.logs_with,
        organization=key.organization_id,
        project=key.project_id,
        integration=key.integration_id,
    )


def _differs(sent: _SentEvent, stored: Event) -> bool:
    expected = sent.stored
    if not sent.has_time:
        # A repeated request has another time, and it is no other event for that.
        expected = evolve(expected, created_at=stored.created_at)
    if expected.user_properties != sent.event.user_properties:
        # Nor is it one if the visitor's id has changed since.
        expected = evolve(expected, user_properties=stored.user_properties)
    return expected != stored
