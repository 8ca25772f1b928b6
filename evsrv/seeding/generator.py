"""Generate events: visits are drawn one after another, their events merged in time order."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from typing import Any

from evsrv.core.timestamps import format_timestamp
from evsrv.seeding.draw import Draw, Weighted
from evsrv.seeding.outlines import ENTITY_TYPES, MAX_VISIT_EVENTS, Outline, outlines
from evsrv.seeding.people import Person, population
from evsrv.seeding.properties import properties_of
from evsrv.seeding.rhythm import DAY, HOUR, arrivals
from evsrv.seeding.words import page_url, search_query

DEFAULT_UNTIL = datetime(2026, 4, 1, tzinfo=UTC)
"""Fixed, so that a seed gives the same file on any day."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INTEGRATIONS = Weighted(
    [("web-widget", 58), ("docs-search", 22), ("slack-bot", 13), (None, 5), ("copilot", 2)]
)
_REFERRERS = ("https://www.google.com/", "https://github.com/", "https://news.ycombinator.com/")
_MAX_GAP_MS = HOUR // MAX_VISIT_EVENTS


def generate(
    *, events: int, days: int, seed: int, until: datetime = DEFAULT_UNTIL
) -> Iterator[dict[str, Any]]:
    """Generate events in the shape of `POST /events`, in time order, in the days before `until`.

    The same arguments give the same events on every machine. Raises `ValueError` if a number is
    out of range, `until` has no offset from UTC, or the days reach back before 1970.
    """
    if events < 0 or days < 1:
        raise ValueError("events must be at least 0 and days at least 1")
    if until.tzinfo is None:
        raise ValueError("until needs an offset from UTC")
    end = (until - _EPOCH) // timedelta(milliseconds=1)
    if end < days * DAY:
        raise ValueError(f"{days} days before {until.isoformat()} is before 1970")
    return _in_time_order(Draw(seed), events=events, start=end - days * DAY, end=end)


def _in_time_order(draw: Draw, *, events: int, start: int, end: int) -> Iterator[dict[str, Any]]:
    people = population(draw, events)
    visits = list(outlines(draw, events))
    # Visits that begin before the last hour end within it.
    starts = arrivals(draw, count=len(visits), start=start, end=end - HOUR)
    waiting: list[tuple[int, int, dict[str, Any]]] = []
    number = 0
    for begin, outline in zip(starts, visits, strict=True):
        while waiting and waiting[0][0] < begin:
            yield heappop(waiting)[2]
        for instant, document in _visit(draw, draw.of(people), begin, outline):
            number += 1
            heappush(waiting, (instant, number, document))
    while waiting:
        yield heappop(waiting)[2]


def _visit(
    draw: Draw, person: Person, instant: int, outline: Outline
) -> Iterator[tuple[int, dict[str, Any]]]:
    integration = draw.of(_INTEGRATIONS)
    conversation, message = draw.uuid7(instant), ""
    query = search_query(draw)
    setting: dict[str, Any] = {
        "plan": person.plan,
        "locale": person.locale,
        "client": person.client,
        "page": page_url(draw),
    }
    if draw.chance(0.5):
        setting["referrer"] = draw.pick(_REFERRERS) if draw.chance(0.6) else None
    for number, type_ in enumerate(outline):
        if type_ == "search_performed" and number:
            query = search_query(draw)
        if type_ in ("user_message_sent", "assistant_message_received"):
            message = draw.uuid7(instant)
        entity = ENTITY_TYPES[type_]
        document: dict[str, Any] = {
            "id": draw.uuid7(instant),
            "entityType": entity,
            "type": type_,
            "createdAt": format_timestamp(instant),
        }
        properties = setting | properties_of(draw, type_)
        if entity == "message":
            document["messageId"] = message
            properties["conversationId"] = conversation
        elif entity == "conversation":
            document["conversationId"] = conversation
        else:
            document["searchQuery"] = query
        if integration is not None:
            document["integrationId"] = integration
        # Senders differ: some leave out a field that they do not have, some send a null.
        if not draw.chance(0.006):
            document["properties"] = properties
        if person.user is not None or draw.chance(0.5):
            document["userProperties"] = person.user
        yield instant, document
        instant += min(draw.skewed(9_000, _MAX_GAP_MS), _MAX_GAP_MS)
